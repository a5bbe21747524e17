import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Azurite } from './azurite.js'

export interface Withholding extends Azurite {
  /** So many of the next requests are passed on, and their answers kept back for ever. */
  withhold(answers: number): void
  /** How many answers were kept back. */
  readonly withheld: number
}

/** A store whose answers may never come, in front of one that works. */
export async function startWithholding({ connectionString }: Azurite): Promise<Withholding> {
  const target = new URL(/TableEndpoint=([^;]+)/.exec(connectionString)?.[1] ?? '')
  let left = 0
  let withheld = 0
  const pass = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const isKept = left > 0
    if (isKept) left -= 1
    const { method, url, headers } = incoming
    const onward = forward({ host: target.hostname, port: target.port, method, path: url, headers }, answer => {
      if (isKept) withheld += 1
      else answer.pipe(outgoing.writeHead(answer.statusCode ?? 500, answer.headers))
    })
    onward.once('error', () => outgoing.destroy())
    incoming.pipe(onward)
  }
  const server = createServer(pass)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    connectionString: connectionString.replace(target.host, `127.0.0.1:${port}`),
    withhold(answers) {
      left = answers
    },
    get withheld() {
      return withheld
    },
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
