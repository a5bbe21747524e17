import { randomUUID } from 'node:crypto'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { setTimeout } from 'node:timers/promises'
import axios, { type AxiosInstance } from 'axios'
import { SignInFailed, type Tokens } from '../entra/tokens.js'
import { type Answer, answerOf, failureOf, type Json, malformed, noAnswer, parse, rowsOf } from './answers.js'
import { type BatchAnswer, readBatch, writeBatch } from './batch.js'
import { DataverseError } from './errors.js'
import { Gate } from './gate.js'
import { decideRetry } from './retry.js'

export const API = '/api/data/v9.2/'

export interface ClientOptions {
  /** Of the organization, without a trailing slash. */
  readonly url: string
  readonly tokens: Tokens
  /** Requests at once; Dataverse refuses from 52 on (0x80072326). */
  readonly concurrency?: number
  readonly timeoutMs?: number
  readonly random?: () => number
}

export interface Call {
  readonly signal?: AbortSignal
  /** Counts what this call cost. */
  readonly cost?: Cost
  /** Dataverse asks to wait, or did not answer: until when (ISO 8601). */
  onWait?(until: string): void
}

export interface Cost {
  roundTrips: number
  operations: number
  waits: number
}

interface Sending extends Call {
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** Below the organization's address, with its query. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Changes something: not repeated unless nothing was sent, or on 429. */
  readonly write: boolean
  /** What it counts for: a $batch has several. Default: one. */
  readonly operations?: number
}

const USER_AGENT = 'pending-send/0.1.0'
const MAX_ANSWER_BYTES = 20_000_000
const MAX_PAGES = 100
const ODATA = { Accept: 'application/json', 'OData-MaxVersion': '4.0', 'OData-Version': '4.0' }

/** The Web API of one organization. Every method throws a DataverseError and nothing else, save for an aborted signal. */
export class DataverseClient {
  readonly #http: AxiosInstance
  readonly #gate: Gate

  constructor(private readonly options: ClientOptions) {
    const { url, concurrency = 8, timeoutMs = 20_000 } = options
    this.#gate = new Gate(concurrency)
    this.#http = axios.create({
      baseURL: url,
      timeout: timeoutMs,
      // A redirect would carry the token to another host.
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      responseType: 'text',
      transformResponse: text => text,
      validateStatus: () => true,
      proxy: false,
      headers: { 'User-Agent': USER_AGENT },
      httpAgent: new HttpAgent({ keepAlive: true }),
      httpsAgent: new HttpsAgent({ keepAlive: true }),
    })
  }

  /** One row, or the answer of a function. */
  async get(path: string, call: Call = {}): Promise<Json> {
    const headers = { 'If-None-Match': 'null' }
    return parse(await this.#send({ method: 'GET', path: API + path, headers, write: false, ...call }))
  }

  /** All rows of a set, page by page. A next page is fetched from this organization only. */
  async getAll(path: string, { pageSize, ...call }: Call & { readonly pageSize: number }): Promise<readonly Json[]> {
    const rows: Json[] = []
    const headers = { 'If-None-Match': 'null', Prefer: `odata.maxpagesize=${pageSize}` }
    let next: string | null = API + path
    for (let pages = 0; next !== null; pages++) {
      if (pages >= MAX_PAGES) throw malformed(`more than ${MAX_PAGES} pages`)
      const page = parse(await this.#send({ method: 'GET', path: next, headers, write: false, ...call }))
      rows.push(...rowsOf(page))
      next = this.#nextOf(page['@odata.nextLink'])
    }
    return rows
  }

  fetchXml(set: string, xml: string, call: Call = {}): Promise<Json> {
    return this.get(fetchXmlPath(set, xml), call)
  }

  /** Reads everything in one $batch. A read that fails is an error in its place; throttled ones are repeated by themselves. */
  async batch(paths: readonly string[], call: Call = {}): Promise<readonly (Json | DataverseError)[]> {
    if (paths.length === 0) return []
    const boundary = `batch_${randomUUID()}`
    const answers = await this.#send({
      method: 'POST',
      path: `${API}$batch`,
      headers: { 'Content-Type': `multipart/mixed; boundary="${boundary}"`, Prefer: 'odata.continue-on-error' },
      body: writeBatch(
        paths.map(path => API + path),
        boundary,
      ),
      write: false,
      operations: paths.length,
      ...call,
    })
    const parts = readBatch(answers.contentType, answers.body)
    if (parts?.length !== paths.length) throw malformed('the answer to a $batch was cut off')
    return Promise.all(parts.map((part, i) => this.#readPart(part, paths[i] ?? '', call)))
  }

  /** Writes one row if it is as it was read. 412: it is not, `code` 0x80060882. */
  async patch(
    path: string,
    { etag, values, ...call }: Call & { readonly etag: string; readonly values: Json },
  ): Promise<void> {
    await this.#write('PATCH', path, { body: values, headers: { 'If-Match': etag }, ...call })
  }

  /** An action, for example roles(id)/Microsoft.Dynamics.CRM.AddPrivilegesRole. */
  async action(path: string, body: Json, call: Call = {}): Promise<void> {
    await this.#write('POST', path, { body, headers: {}, ...call })
  }

  async #write(
    method: 'PATCH' | 'POST',
    path: string,
    { body, headers, ...call }: Call & { body: Json; headers: Record<string, string> },
  ) {
    const json = { 'Content-Type': 'application/json', ...headers }
    await this.#send({ method, path: API + path, headers: json, body: JSON.stringify(body), write: true, ...call })
  }

  async #readPart(part: BatchAnswer, path: string, call: Call): Promise<Json | DataverseError> {
    try {
      if (part.status === 429) return await this.get(path, call)
      if (part.status >= 400) return failureOf(part.status, part.body)
      return parse(part)
    } catch (error) {
      if (error instanceof DataverseError) return error
      throw error
    }
  }

  #nextOf(link: unknown): string | null {
    if (typeof link !== 'string') return null
    const next = URL.canParse(link) ? new URL(link) : null
    if (next?.origin !== new URL(this.options.url).origin) throw malformed('the next page is on another host')
    return next.pathname + next.search
  }

  /** One request with everything that makes it sure: token, turn, time limit, repetition. */
  async #send(sending: Sending): Promise<Answer> {
    const started = Date.now()
    let renewed = false
    for (let attempts = 1; ; attempts++) {
      const answer = await this.#attempt(sending)
      if (answer.status >= 200 && answer.status < 300) return answer
      if (answer.status === 401 && !renewed) {
        renewed = true
        this.options.tokens.forget(this.options.url)
        continue
      }
      const delay = decideRetry({
        write: sending.write,
        attempts,
        status: answer.status,
        sent: answer.sent,
        retryAfterMs: answer.retryAfterMs,
        elapsedMs: Date.now() - started,
        chance: (this.options.random ?? Math.random)(),
      })
      if (delay === null) throw answer.error ?? failureOf(answer.status, answer.body)
      if (sending.cost) sending.cost.waits += 1
      sending.onWait?.(new Date(Date.now() + delay).toISOString())
      await setTimeout(delay, undefined, { signal: sending.signal })
    }
  }

  /** Never throws for what a network or a server does. */
  async #attempt(sending: Sending): Promise<Answer> {
    const { method, path, headers = {}, body, signal, cost, operations = 1 } = sending
    const token = await this.#token()
    return this.#gate.pass(async () => {
      if (cost) {
        cost.roundTrips += 1
        cost.operations += operations
      }
      try {
        const response = await this.#http.request<string>({
          method,
          url: path,
          headers: { ...ODATA, ...headers, Authorization: `Bearer ${token}` },
          ...(body !== undefined && { data: body }),
          ...(signal && { signal }),
        })
        return answerOf(response)
      } catch (error) {
        if (signal?.aborted) throw signal.reason
        return noAnswer(error)
      }
    }, signal)
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

/** A GET of FetchXML; `xml` is built with xmlAttribute only. */
export function fetchXmlPath(set: string, xml: string): string {
  return `${set}?fetchXml=${encodeURIComponent(xml)}`
}
