import type { Request, Response } from 'restify'
import { hasBody } from './requestBody.js'

/** On every answer. Pages and pictures loosen what they need. https://owasp.org/www-project-secure-headers/ */
const ALWAYS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}
/** A year, as https://hstspreload.org asks for at least. Only where the bot is reached over https. */
const HOSTED = { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' }

/** Runs before routing, so that answers of restify itself have these headers, too. */
export function withHeaders({ hosted }: { readonly hosted: boolean }) {
  const headers = Object.entries(hosted ? { ...ALWAYS, ...HOSTED } : ALWAYS)
  return (request: Request, response: Response, isAddressed: boolean): void => {
    for (const [name, value] of headers) response.setHeader(name, value)
    // A body that no route reads is not waited for: the connection ends with the answer.
    const isRead = isAddressed && request.method === 'POST' && request.path() === '/api/messages'
    if (!isRead && hasBody(request)) response.setHeader('Connection', 'close')
  }
}
