import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { setTimeout as sleepFor } from 'node:timers/promises'
import axios, { type AxiosInstance } from 'axios'
import pLimit, { type LimitFunction } from 'p-limit'
import { unlessAborted } from '../../app/ports/unlessAborted.js'
import { decideRetry } from '../../entra/retry.js'
import { SignInFailed } from '../../entra/signInFailed.js'
import type { Tokens } from '../../entra/tokens.js'
import { withinTime } from './abort.js'
import type { ApiVersion } from './apiVersion.js'
import { DataverseError } from './dataverseError.js'
import { answerOf, type BatchPart, failureOf, isTooLarge, malformed, noAnswer } from './responses.js'

export interface ClientOptions {
  /** Of the organization, without a trailing slash. */
  readonly url: string
  readonly tokens: Tokens
  /** What the program calls itself. */
  readonly userAgent: string
  /** Learned once, and shared by all clients of the same organization. */
  readonly version?: ApiVersion
  /** Concurrent requests; Dataverse refuses the 52nd and later ones (0x80072326). */
  readonly concurrency?: number
  /** For one request, from its beginning to the end of the answer. */
  readonly timeoutMs?: number
  /** Counts the requests of this organization. */
  readonly meter?: { roundTrip(): void; throttled(): void }
  readonly random?: () => number
  /** Waits between two attempts. */
  readonly pause?: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>
}

export interface Call {
  readonly signal?: AbortSignal
  /** Counts what this call cost. */
  readonly cost?: Cost
  /** Bypasses the permissions that Dataverse caches for half a minute. */
  readonly strong?: boolean | undefined
  /** Makes no second attempt, except with a new token. */
  readonly once?: true
  /** Called when Dataverse asks to wait or did not answer, with the time of the next attempt (ISO 8601). */
  onWait?(until: string): void
}

export interface Cost {
  roundTrips: number
  operations: number
  waits: number
}

export type WriteMethod = 'POST' | 'PATCH' | 'DELETE'

export interface WriteRequest extends Call {
  readonly method: 'GET' | WriteMethod
  /** The path below the organization's address, with its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Changes something: retried only if nothing was sent, or on 429. */
  readonly write: boolean
  /** How many operations a $batch carries; otherwise one. */
  readonly operations?: number
}

const MAX_ANSWER_BYTES = 20_000_000
/** https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors */
export const STRONG = { Consistency: 'Strong' }
const ODATA = { Accept: 'application/json', 'OData-MaxVersion': '4.0', 'OData-Version': '4.0' }

/** Sends requests to one organization, and adds the token, the concurrency limit, the time limit and the retries. */
export class Transport {
  readonly #http: AxiosInstance
  readonly #turns: LimitFunction
  readonly #timeoutMs: number

  constructor(private readonly options: ClientOptions) {
    const { url, userAgent, concurrency = 8, timeoutMs = 20_000 } = options
    this.#turns = pLimit(concurrency)
    this.#timeoutMs = timeoutMs
    this.#http = axios.create({
      baseURL: url,
      // A path that looks like a URL would send the token to another host, and so would a redirect.
      allowAbsoluteUrls: false,
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      responseType: 'text',
      transformResponse: text => text,
      validateStatus: () => true,
      proxy: false,
      headers: { 'User-Agent': userAgent },
      httpAgent: new HttpAgent({ keepAlive: true }),
      httpsAgent: new HttpsAgent({ keepAlive: true }),
    })
  }

  /** A successful answer. `first`: the result of the first attempt, if it was made elsewhere. */
  async send(sending: WriteRequest, first?: BatchPart): Promise<BatchPart> {
    const started = Date.now()
    let renewed = false
    let answer = first ?? (await this.#attempt(sending))
    for (let attempts = 1; answer.status < 200 || answer.status >= 300; attempts++) {
      if (answer.status === 401 && !renewed) renewed = true
      else await this.#waitOrGiveUp(sending, answer, { attempts, elapsedMs: Date.now() - started })
      answer = await this.#attempt(sending)
    }
    return answer
  }

  async #waitOrGiveUp(
    sending: WriteRequest,
    answer: BatchPart,
    so: { attempts: number; elapsedMs: number },
  ): Promise<void> {
    const { random = Math.random, pause = sleep } = this.options
    const { status, sent, retryAfterMs } = answer
    const { write, cost, signal, once } = sending
    const delay = once ? null : decideRetry({ write, status, sent, retryAfterMs, chance: random(), ...so })
    if (status === 429) this.options.meter?.throttled()
    if (delay === null) throw answer.error ?? failureOf(status, answer.body)
    if (cost) cost.waits += 1
    sending.onWait?.(new Date(Date.now() + delay).toISOString())
    await pause(delay, signal).catch(error => {
      throw signal?.aborted ? signal.reason : error
    })
  }

  /** Waits for a free slot. An aborted caller stops waiting and takes up no slot. */
  #attempt(sending: WriteRequest): Promise<BatchPart> {
    const { signal } = sending
    const attempted = this.#turns(() => {
      signal?.throwIfAborted()
      return this.#request(sending)
    })
    return unlessAborted(attempted, signal)
  }

  /** Failures of the network or the server are results. Throws what is not worth retrying: no token, an answer too large. */
  async #request(sending: WriteRequest): Promise<BatchPart> {
    const { method, path, body, signal, cost, operations = 1 } = sending
    const headers = { ...ODATA, ...(sending.strong && STRONG), ...sending.headers }
    const token = await unlessAborted(this.#token(), signal)
    this.options.meter?.roundTrip()
    if (cost) {
      cost.roundTrips += 1
      cost.operations += operations
    }
    try {
      const request = { method, url: path, headers: { ...headers, Authorization: `Bearer ${token}` } }
      const response = await withinTime({ milliseconds: this.#timeoutMs, signal }, within =>
        this.#http.request<string>({ ...request, signal: within, ...(body !== undefined && { data: body }) }),
      )
      if (response.status === 401) this.options.tokens.forget(this.options.url, token)
      return answerOf(response)
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      if (isTooLarge(error)) throw malformed('the answer is too large')
      return noAnswer(error)
    }
  }

  async #token(): Promise<string> {
    try {
      return await this.options.tokens.forOrganization(this.options.url)
    } catch (error) {
      if (!(error instanceof SignInFailed)) throw error
      const why = error.unreachable ? 'unreachable' : 'forbidden'
      throw new DataverseError({ why, status: 0, code: error.code, message: error.message }, error)
    }
  }
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return sleepFor(milliseconds, undefined, { signal })
}
