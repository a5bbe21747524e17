import { answerIn, isRecord, type PageAnswer } from './pageAnswer.js'

/** `unchanged`: there is nothing to show. `unreached`: nothing came back, or somebody on the way, or the server itself, said that it cannot answer now. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: PageAnswer }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'signedOut'; readonly signIn: string | null }
  | { readonly kind: 'refused'; readonly sentence: string | null }
  | { readonly kind: 'unreached'; readonly sentence: string | null }

export interface Sending {
  readonly path: string
  readonly body: string | Blob
}

export interface ConnectionOptions {
  readonly fetch: (path: string, request: RequestInit) => Promise<Response>
  readonly wait: (ms: number) => Promise<void>
}

export interface Connection {
  /** Tries again by itself where nothing came back; `body` says which deed it is, so that none is done twice. */
  send(sending: Sending): Promise<Outcome>
  /** Tries once. `tag`: of what the page shows. */
  read(path: string, tag?: string): Promise<Outcome>
}

/** Before each further try. */
const PAUSES_MS = [500, 1_500, 4_000] as const
/** Longer than the server takes with anything, and than a log takes to arrive over a slow line. */
const SEND_MS = 60_000
const READ_MS = 20_000
/** A server that asks for more patience than this is reported. */
const MOST_PATIENCE_MS = 5_000

/** The server takes no request without it: no form and no link of another site can send it. */
const OURS = { 'X-Pending-Send': 'page' }

export function createConnection({ fetch, wait }: ConnectionOptions): Connection {
  const attempt = async (path: string, request: RequestInit): Promise<Tried> => {
    try {
      const response = await fetch(path, { credentials: 'same-origin', redirect: 'error', ...request })
      return { outcome: outcomeOf(response, await bodyOf(response)), after: patienceOf(response) }
    } catch {
      return { outcome: { kind: 'unreached', sentence: null }, after: 0 }
    }
  }
  return {
    async send({ path, body }) {
      const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream'
      const headers = { ...OURS, 'Content-Type': type }
      const request = () => ({ method: 'POST', headers, body, signal: AbortSignal.timeout(SEND_MS) })
      let tried = await attempt(path, request())
      for (const pause of PAUSES_MS) {
        if (tried.outcome.kind !== 'unreached' || tried.after > MOST_PATIENCE_MS) break
        await wait(Math.max(pause, tried.after))
        tried = await attempt(path, request())
      }
      return tried.outcome
    },
    async read(path, tag) {
      const headers = { ...OURS, ...(tag && { 'If-None-Match': `"${tag}"` }) }
      return (await attempt(path, { headers, signal: AbortSignal.timeout(READ_MS) })).outcome
    },
  }
}

interface Tried {
  readonly outcome: Outcome
  /** For how long the server asks to wait, in milliseconds. */
  readonly after: number
}

/** null: it has none, or none that is JSON. Throws where it breaks off. */
async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** What may be over in a moment. */
const AWAY: readonly number[] = [408, 429, 502, 503, 504]

function outcomeOf({ status }: Response, body: unknown): Outcome {
  if (status === 304 || status === 204) return { kind: 'unchanged' }
  const said = isRecord(body) ? body : {}
  if (status === 401) return { kind: 'signedOut', signIn: typeof said.signIn === 'string' ? said.signIn : null }
  const sentence = typeof said.error === 'string' && said.error !== '' ? said.error : null
  if (AWAY.includes(status)) return { kind: 'unreached', sentence }
  const answer = status === 200 ? answerIn(body) : null
  return answer ? { kind: 'answer', answer } : { kind: 'refused', sentence }
}

function patienceOf({ headers }: Response): number {
  const seconds = Number(headers.get('Retry-After'))
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : 0
}
