import type { RequestHandler } from 'restify'
import { type HttpRefusal, hasBody, isAddressed, refuse } from './requestBody.js'

/** On every answer. Pages and pictures loosen what they need. https://owasp.org/www-project-secure-headers/ */
const ALWAYS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}
/** A year, as https://hstspreload.org asks for at least. Only where the bot is reached over https. */
const HOSTED = { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' }

const NO_ADDRESS: HttpRefusal = { status: 400, sentence: 'The address of the request cannot be read.' }

interface HeadersOptions {
  /** The bot is reached over https. */
  readonly hosted: boolean
  /** Whether a route reads what is posted to this path. */
  readonly readsBody: (path: string) => boolean
}

/** Runs before routing, so that answers of restify itself have these headers, too. */
export function withHeaders({ hosted, readsBody }: HeadersOptions): RequestHandler {
  const headers = Object.entries(hosted ? { ...ALWAYS, ...HOSTED } : ALWAYS)
  return (request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value)
    if (!isAddressed(request)) {
      void refuse(request, response, NO_ADDRESS).finally(() => next(false))
      return
    }
    // A body that no route reads is not waited for: the connection ends with the answer.
    const isRead = request.method === 'POST' && readsBody(request.path())
    if (!isRead && hasBody(request)) response.setHeader('Connection', 'close')
    next()
  }
}
