import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface Listening {
  readonly url: string
  /** Bytes sent and received over its connections so far. */
  traffic(): number
  close(): Promise<void>
}

export type Handler = (request: IncomingMessage, body: string, response: ServerResponse) => Promise<void> | void

/** A server on loopback; port 0 is any free one. */
export async function serve(port: number, handler: Handler): Promise<Listening> {
  const server = createServer((request, response) => {
    bodyOf(request)
      .then(body => handler(request, body, response))
      .catch(error => {
        if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain' })
        response.end(error instanceof Error ? error.stack : String(error))
      })
  })
  const sockets = new Set<Socket>()
  server.on('connection', socket => sockets.add(socket))
  await listen(server, port)
  const { port: chosen } = server.address() as AddressInfo
  const traffic = () => [...sockets].reduce((sum, { bytesRead, bytesWritten }) => sum + bytesRead + bytesWritten, 0)
  return { url: `http://127.0.0.1:${chosen}`, traffic, close: () => close(server) }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
