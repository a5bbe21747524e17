import { randomUUID } from 'node:crypto'
import { answerOfPart, type Json, malformed, parse, rowsOf } from './answers.js'
import { type BatchAnswer, readBatch, writeBatch } from './batch.js'
import { DataverseError } from './errors.js'
import { type Call, type ClientOptions, type Sending, STRONG, Transport, type WriteMethod } from './transport.js'

const API = '/api/data/v9.2/'
const MAX_PAGES = 100
const READ = { 'If-None-Match': 'null' }

/** The Web API of one organization. Every method throws a DataverseError and nothing else, save for an aborted signal. */
export class DataverseClient {
  readonly #transport: Transport

  constructor(private readonly options: ClientOptions) {
    this.#transport = new Transport(options)
  }

  /** One row, or the answer of a function. */
  async get(path: string, call: Call = {}): Promise<Json> {
    return parse(await this.#transport.send(reading(API + path, READ, call)))
  }

  /** All rows of a set, page by page. */
  async getAll(path: string, { pageSize, ...call }: Call & { readonly pageSize: number }): Promise<readonly Json[]> {
    const headers = { ...READ, Prefer: `odata.maxpagesize=${pageSize}` }
    const first = parse(await this.#transport.send(reading(API + path, headers, call)))
    return this.#allRows(first, headers, call)
  }

  fetchXml(set: string, xml: string, call: Call = {}): Promise<Json> {
    return this.get(fetchXmlPath(set, xml), call)
  }

  /** Reads everything in one $batch. A read that fails is an error in its place; throttled ones are repeated by themselves. */
  async batch(paths: readonly string[], call: Call = {}): Promise<readonly (Json | DataverseError)[]> {
    if (paths.length === 0) return []
    const boundary = `batch_${randomUUID()}`
    const answer = await this.#transport.send({
      method: 'POST',
      path: `${API}$batch`,
      headers: { 'Content-Type': `multipart/mixed; boundary="${boundary}"`, Prefer: 'odata.continue-on-error' },
      body: writeBatch(
        paths.map(path => API + path),
        boundary,
        call.strong ? STRONG : {},
      ),
      write: false,
      operations: paths.length,
      ...call,
    })
    const parts = readBatch(answer.contentType, answer.body)
    if (parts?.length !== paths.length) throw malformed('the answer to a $batch was cut off')
    return Promise.all(parts.map((part, i) => this.#readPart(part, paths[i] ?? '', call)))
  }

  /** The whole address of a record, as a link to it is written. */
  addressOf(path: string): string {
    return this.options.url + API + path
  }

  /** Writes one row if it is as it was read. 412: it is not, `code` 0x80060882. */
  async patch(
    path: string,
    { etag, values, ...call }: Call & { readonly etag: string; readonly values: Json },
  ): Promise<void> {
    await this.#write('PATCH', path, { body: values, headers: { 'If-Match': etag }, ...call })
  }

  /** An action, for example roles(id)/Microsoft.Dynamics.CRM.AddPrivilegesRole; or a new row of a set, or a link ($ref). */
  async post(path: string, body: Json, call: Call = {}): Promise<void> {
    await this.#write('POST', path, { body, ...call })
  }

  /** A row, or a link ($ref). */
  async delete(path: string, call: Call = {}): Promise<void> {
    await this.#write('DELETE', path, call)
  }

  async #write(
    method: WriteMethod,
    path: string,
    { body, headers, ...call }: Call & { body?: Json; headers?: Record<string, string> },
  ) {
    const typed = body && { 'Content-Type': 'application/json' }
    await this.#transport.send({
      method,
      path: API + path,
      headers: { ...typed, ...headers },
      ...(body && { body: JSON.stringify(body) }),
      write: true,
      ...call,
    })
  }

  async #readPart(part: BatchAnswer, path: string, call: Call): Promise<Json | DataverseError> {
    try {
      const page = parse(await this.#transport.send(reading(API + path, READ, call), answerOfPart(part)))
      return '@odata.nextLink' in page ? { ...page, value: await this.#allRows(page, READ, call) } : page
    } catch (error) {
      if (error instanceof DataverseError) return error
      throw error
    }
  }

  /** The rows of a page and of those that follow it. */
  async #allRows(first: Json, headers: Sending['headers'], call: Call): Promise<readonly Json[]> {
    const rows = [...rowsOf(first)]
    let next = this.#nextOf(first)
    for (let pages = 1; next !== null; pages++) {
      if (pages >= MAX_PAGES) throw malformed(`more than ${MAX_PAGES} pages`)
      const page = parse(await this.#transport.send(reading(next, headers, call)))
      rows.push(...rowsOf(page))
      next = this.#nextOf(page)
    }
    return rows
  }

  /** A next page is fetched from this organization only. */
  #nextOf({ '@odata.nextLink': link }: Json): string | null {
    if (typeof link !== 'string') return null
    const next = URL.canParse(link) ? new URL(link) : null
    if (next?.origin !== new URL(this.options.url).origin || !next.pathname.startsWith(API)) {
      throw malformed('the next page is on another host')
    }
    return next.pathname + next.search
  }
}

function reading(path: string, headers: Sending['headers'], call: Call): Sending {
  return { method: 'GET', path, headers, write: false, ...call }
}

/** A GET of FetchXML; `xml` is built with xmlAttribute only. */
export function fetchXmlPath(set: string, xml: string): string {
  return `${set}?fetchXml=${encodeURIComponent(xml)}`
}
