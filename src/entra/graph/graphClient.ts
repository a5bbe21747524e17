import { setTimeout } from 'node:timers/promises'
import { jsonOrNull } from '../../app/ports/jsonOrNull.js'
import { parseRetryAfter } from '../../domain/retryAfter.js'
import { decideRetry, type Limits } from '../retry.js'

export const GRAPH_URL = 'https://graph.microsoft.com'

type Json = Readonly<Record<string, unknown>>

export interface GraphOptions {
  /** Of Microsoft Graph, or in local mode of what stands in for it. */
  readonly url: string
  readonly token: () => Promise<string>
  /** What the program calls itself. */
  readonly userAgent: string
  /** Waits between two attempts. */
  readonly pause?: (milliseconds: number) => Promise<unknown>
}

export interface GraphRequest {
  readonly method: 'GET' | 'PATCH' | 'POST'
  /** Below /v1.0/. */
  readonly path: string
  readonly body?: Json
  readonly headers?: Readonly<Record<string, string>>
}

/** Microsoft Graph did not do it. The message carries no token and no body. */
export class GraphError extends Error {
  constructor(
    /** HTTP status; 0: there was no answer. */
    readonly status: number,
    /** For example Authorization_RequestDenied. https://learn.microsoft.com/graph/errors */
    readonly code: string,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause })
    this.name = 'GraphError'
  }
}

const API = '/v1.0/'
const TIMEOUT_MS = 30_000
const MAX_PAGES = 100
/** Somebody waits at a terminal. Graph asks callers to wait for up to minutes. https://learn.microsoft.com/graph/throttling */
const LIMITS: Limits = { attempts: 6, budgetMs: 120_000 }

/** Reads and writes the directory. Every method throws only a GraphError, or what the token's source throws. */
export class GraphClient {
  constructor(private readonly options: GraphOptions) {}

  /** null: there is no such object, or it is not seen everywhere yet. */
  async find(path: string): Promise<Json | null> {
    try {
      return await this.send({ method: 'GET', path })
    } catch (error) {
      if (error instanceof GraphError && error.status === 404) return null
      throw error
    }
  }

  /** A whole collection, page by page; empty where what it belongs to is not seen. https://learn.microsoft.com/graph/paging */
  async list(path: string): Promise<readonly Json[]> {
    const found: Json[] = []
    const base = `${this.options.url}${API}`
    let next: string | null = path
    for (let page = 0; next !== null; page++) {
      const answer: Json | null = await this.find(next)
      if (answer === null) break
      if (!Array.isArray(answer.value) || page === MAX_PAGES) throw malformed('a collection was cut off')
      found.push(...answer.value)
      const link: unknown = answer['@odata.nextLink']
      // The token must not go to another host.
      if (typeof link === 'string' && !link.startsWith(base)) throw malformed('the next page is on another host')
      next = typeof link === 'string' ? link.slice(base.length) : null
    }
    return found
  }

  /** The answer, which is empty after most writes. */
  async send(request: GraphRequest): Promise<Json> {
    const { pause = setTimeout } = this.options
    const started = Date.now()
    // What a PATCH says is the same the second time; a POST might create something twice.
    const write = request.method === 'POST'
    for (let attempts = 1; ; attempts++) {
      const response = await this.#fetch(request)
      const status = response instanceof GraphError ? 0 : response.status
      const retryAfter = response instanceof GraphError ? null : response.headers.get('retry-after')
      const retryAfterMs = parseRetryAfter(retryAfter ?? undefined, new Date())
      const attempt = { write, sent: true, attempts, status, retryAfterMs, chance: Math.random() }
      const delay = decideRetry({ ...attempt, elapsedMs: Date.now() - started }, LIMITS)
      if (delay === null) return answerOf(response)
      if (!(response instanceof GraphError)) await response.body?.cancel()
      await pause(delay)
    }
  }

  async #fetch({ method, path, body, headers }: GraphRequest): Promise<Response | GraphError> {
    const { url, token, userAgent } = this.options
    const authorization = `Bearer ${await token()}`
    try {
      return await fetch(`${url}${API}${path}`, {
        method,
        headers: {
          Accept: 'application/json',
          Authorization: authorization,
          'User-Agent': userAgent,
          ...(body && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
    } catch (error) {
      return new GraphError(0, 'unreachable', 'Microsoft Graph cannot be reached', error)
    }
  }
}

async function answerOf(response: Response | GraphError): Promise<Json> {
  if (response instanceof GraphError) throw response
  const text = await response.text().catch(error => {
    throw new GraphError(0, 'unreachable', 'The answer of Microsoft Graph was cut off', error)
  })
  const answer = parsed(text)
  if (response.ok && answer) return answer
  const { code = '', message = '' } = (answer?.error ?? {}) as { code?: string; message?: string }
  const detail = `${code} ${message}`.trim().slice(0, 300) || `HTTP ${response.status}`
  throw new GraphError(response.status, code, `Microsoft Graph answered: ${detail}`)
}

/** null: it is not a JSON object. */
function parsed(text: string): Json | null {
  if (text === '') return {}
  const value = jsonOrNull(text)
  return typeof value === 'object' ? (value as Json | null) : null
}

export function malformed(problem: string): GraphError {
  return new GraphError(200, 'malformed', `Microsoft Graph answered in an unexpected way: ${problem}`)
}
