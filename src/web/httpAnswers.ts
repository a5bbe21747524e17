import { type HttpRefusal, hasBody, refuse } from '../http/requestBody.js'
import type { Exchange } from './webContext.js'

/** In one write, which restify's `send` splits into several. */
export function sendJson({ request, response }: Exchange, status: number, body: object): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'Cache-Control': 'no-store',
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    // What is left of a file that is too large is not waited for.
    ...(hasBody(request) && !request.readableEnded && { Connection: 'close' }),
  })
  response.end(text)
}

/** Refuses a request whose body may still be arriving. */
export async function refuseJson({ request, response }: Exchange, refusal: HttpRefusal): Promise<void> {
  response.setHeader('Cache-Control', 'no-store')
  await refuse(request, response, refusal)
}

export function redirect({ response }: Exchange, to: string): void {
  response.writeHead(302, { Location: to, 'Cache-Control': 'no-store', 'Content-Length': 0 })
  response.end()
}
