import { readFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { fileURLToPath } from 'node:url'
import { close, listen } from '../teams/connector.js'

/** Key and certificate of 127.0.0.1. */
const CERTIFICATE = fileURLToPath(new URL('../../../test/fixtures/loopback.pem', import.meta.url))

interface ReceivedEvent {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** As it arrived. */
  readonly body: string
}

type Reply = (response: ServerResponse) => void

/** A ticket system on this machine. */
export interface Receiver {
  readonly url: string
  readonly received: readonly ReceivedEvent[]
  /** What the next events are answered with, one each; after that, each is taken. */
  readonly replies: Reply[]
  /** For a process that is to trust it. */
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

export async function startReceiver({ tls = false } = {}): Promise<Receiver> {
  const received: ReceivedEvent[] = []
  const replies: Reply[] = []
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const { url: path = '', headers } = request
      received.push({ path, headers, body: Buffer.concat(chunks).toString() })
      const reply = replies.shift() ?? status(200)
      reply(response)
    })
  }
  const pem = readFileSync(CERTIFICATE)
  const server = tls ? createTlsServer({ key: pem, cert: pem }, answer) : createServer(answer)
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${await listen(server)}/hooks/pending-send`,
    received,
    replies,
    env: { NODE_EXTRA_CA_CERTS: CERTIFICATE },
    close: () => close(server),
  }
}

export function status(code: number, headers: Readonly<Record<string, string>> = {}, text = ''): Reply {
  return response => response.writeHead(code, headers).end(text)
}

export const never: Reply = () => {}

export const reset: Reply = response => response.destroy()

/** The status comes, and of the answer nothing but a part. */
export const stuck: Reply = response => response.writeHead(200).write('wait')

/** An answer that goes on until nobody takes it. Calls back when that is so. */
export function endless(ended: () => void): Reply {
  const chunk = 'x'.repeat(65_536)
  return response => {
    const pump = () => {
      while (response.write(chunk));
    }
    response.writeHead(200).on('drain', pump).on('close', ended)
    pump()
  }
}
