import type { ServerResponse } from 'node:http'
import type { DataverseClient } from '../../../src/dataverse/http/dataverseClient.js'
import type { Call } from '../../../src/dataverse/http/transport.js'
import type { Edge } from '../edge.js'

export type Answer = (response: ServerResponse) => void

export const ok: Answer = response => response.end('{"value":[]}')
export const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  response =>
    response.writeHead(code, headers).end(body)
export const reset: Answer = response => response.socket?.destroy()
export const silence: Answer = () => {}
export const cutOff: Answer = response => {
  response.writeHead(200, { 'Content-Length': '100' })
  response.write('{"value":[', () => response.socket?.destroy())
}

export interface Scripted {
  readonly client: DataverseClient
  /** The methods of the requests received, and the tokens in them. */
  readonly asked: { readonly method: string; readonly token: string }[]
  /** The waits between attempts, in milliseconds. */
  readonly waited: number[]
}

/** An organization that gives these answers in turn, and then repeats the last one. */
export async function answering(edge: Edge, ...answers: readonly Answer[]): Promise<Scripted> {
  const silent = answers.filter(answer => answer === silence).length
  // A request without an answer takes the whole time limit; all others need enough time on a busy machine.
  const timeoutMs = silent === 0 ? 60_000 : silent < answers.length ? 500 : 30
  const asked: Scripted['asked'] = []
  const waited: number[] = []
  const client = await edge.client(
    (request, _body, response) => {
      asked.push({ method: request.method ?? '', token: request.headers.authorization ?? '' })
      answers[Math.min(asked.length, answers.length) - 1]?.(response)
    },
    { timeoutMs, random: () => 0, pause: async delay => waited.push(delay) },
  )
  return { client, asked, waited }
}

export const read = ({ client }: Scripted, call?: Call) => client.get('WhoAmI', call)
export const write = ({ client }: Scripted) => client.patch('usersettingscollection(1)', { etag: 'W/"1"', values: {} })
