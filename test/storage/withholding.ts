import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Azurite } from './azurite.js'

export interface Withholding extends Azurite {
  /** Called when the store has made a save, before the answer is passed on. */
  onSave: () => void
  /** How many of the next requests are passed on while their answers are withheld for ever. */
  withhold(answers: number): void
  /** How many answers were withheld. */
  readonly withheld: number
  /** What the store was asked, in order: the method, and the row, list or batch that it concerns. */
  readonly requests: string[]
}

/** A single row is sent with PUT; several are posted together. */
const SAVES = ['POST', 'PUT']

/** A store whose answers may never come, in front of one that works. */
export async function startWithholding({ connectionString, pid }: Azurite): Promise<Withholding> {
  const target = new URL(/TableEndpoint=([^;]+)/.exec(connectionString)?.[1] ?? '')
  let left = 0
  let withheld = 0
  const pass = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const isKept = left > 0
    if (isKept) left -= 1
    const { method = '', url = '', headers } = incoming
    proxy.requests.push(`${method} ${subjectOf(url)}`)
    const onward = forward({ host: target.hostname, port: target.port, method, path: url, headers }, answer => {
      if (SAVES.includes(method)) proxy.onSave()
      if (isKept) withheld += 1
      else answer.pipe(outgoing.writeHead(answer.statusCode ?? 500, answer.headers))
    })
    onward.once('error', () => outgoing.destroy())
    incoming.pipe(onward)
  }
  const server = createServer(pass)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const proxy: Withholding = {
    onSave: () => {},
    requests: [],
    pid,
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
  return proxy
}

/** The first letter of a row key says what kind of row it is. */
function subjectOf(url: string): string {
  const path = decodeURIComponent(url)
  return path.includes('$batch') ? 'batch' : (/RowKey(?:=| ge )'(\w)~/.exec(path)?.[1] ?? path)
}
