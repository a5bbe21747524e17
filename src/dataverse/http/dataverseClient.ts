import { randomUUID } from 'node:crypto'
import { text } from '../facts/rowFields.js'
import { versionOf } from '../facts/rows/organizationRows.js'
import { ApiVersion, OLDER_PATHS } from './apiVersion.js'
import { type BatchAnswer, readBatch, writeBatch } from './batchRequest.js'
import { DataverseError } from './dataverseError.js'
import { answerOfPart, type BatchPart, type Json, malformed, parse, rowsOf } from './responses.js'
import { type Call, type ClientOptions, STRONG, Transport, type WriteMethod, type WriteRequest } from './transport.js'

const MAX_PAGES = 100
const READ = { 'If-None-Match': 'null' }

/** The Web API of one organization. Every method throws only a DataverseError, except when the signal is aborted. */
export class DataverseClient {
  readonly #transport: Transport
  readonly #version: ApiVersion

  constructor(private readonly options: ClientOptions) {
    this.#transport = new Transport(options)
    this.#version = options.version ?? new ApiVersion()
  }

  /** One row, or the answer of a function. */
  async get(path: string, call: Call = {}): Promise<Json> {
    return parse(await this.#send(api => reading(api + this.#version.fit(path), READ, call)))
  }

  /** All rows of a set, page by page. */
  async getAll(path: string, { pageSize, ...call }: Call & { readonly pageSize: number }): Promise<readonly Json[]> {
    const headers = { ...READ, Prefer: `odata.maxpagesize=${pageSize}` }
    const first = parse(await this.#send(api => reading(api + this.#version.fit(path), headers, call)))
    return this.#allRows(first, headers, call)
  }

  fetchXml(set: string, xml: string, call: Call = {}): Promise<Json> {
    return this.get(fetchXmlPath(set, xml), call)
  }

  /** Reads everything in one $batch. A failed read gives an error in its place; throttled reads are retried on their own. */
  async batch(paths: readonly string[], call: Call = {}): Promise<readonly (Json | DataverseError)[]> {
    if (paths.length === 0) return []
    const boundary = `batch_${randomUUID()}`
    const answer = await this.#send(api => ({
      method: 'POST',
      path: `${api}$batch`,
      headers: { 'Content-Type': `multipart/mixed; boundary="${boundary}"`, Prefer: 'odata.continue-on-error' },
      body: writeBatch(
        paths.map(path => api + this.#version.fit(path)),
        boundary,
        { ...READ, ...(call.strong && STRONG) },
      ),
      write: false,
      operations: paths.length,
      ...call,
    }))
    const parts = readBatch(answer.contentType, answer.body)
    if (parts?.length !== paths.length) throw malformed('the answer to a $batch was cut off')
    return Promise.all(parts.map((part, i) => this.#readPart(part, paths[i] ?? '', call)))
  }

  /** The full URL of a record, for linking to it. */
  addressOf(path: string): string {
    return this.options.url + this.#version.path + path
  }

  /** Writes one row if it has not changed since it was read. If it has: status 412, `code` 0x80060882. */
  async patch(
    path: string,
    { etag, values, ...call }: Call & { readonly etag: string; readonly values: Json },
  ): Promise<void> {
    await this.#write('PATCH', path, { body: values, headers: { 'If-Match': etag }, ...call })
  }

  /** The same, for a row whose new version the next write depends on. Returns that version; null: it was not told. */
  async patchForVersion(
    path: string,
    { etag, values, ...call }: Call & { readonly etag: string; readonly values: Json },
  ): Promise<string | null> {
    const headers = { 'If-Match': etag, Prefer: 'return=representation' }
    const answer = await this.#write('PATCH', path, { body: values, headers, ...call })
    return answer.body === '' ? null : text(parse(answer)['@odata.etag'])
  }

  /** An action, for example roles(id)/Microsoft.Dynamics.CRM.AddPrivilegesRole; or a new row of a set, or a link ($ref). */
  async post(path: string, body: Json, call: Call = {}): Promise<void> {
    await this.#write('POST', path, { body, ...call })
  }

  /** Deletes a row or a link ($ref). */
  async delete(path: string, call: Call = {}): Promise<void> {
    await this.#write('DELETE', path, call)
  }

  async #write(
    method: WriteMethod,
    path: string,
    { body, headers, ...call }: Call & { body?: Json; headers?: Record<string, string> },
  ) {
    const typed = body && { 'Content-Type': 'application/json' }
    return this.#send(api => ({
      method,
      path: api + path,
      headers: { ...typed, ...headers },
      ...(body && { body: JSON.stringify(body) }),
      write: true,
      ...call,
    }))
  }

  /** Tries again if the organization turns out to have an older version. */
  async #send(sending: (api: string) => WriteRequest): Promise<BatchPart> {
    const version = this.#version
    try {
      const answer = await this.#transport.send(sending(version.path))
      version.settle()
      return answer
    } catch (error) {
      const doubtful = error instanceof DataverseError && version.isDoubtfulAfter(error)
      if (!doubtful || !(await this.#isOlder(sending(version.path)))) throw error
      return this.#transport.send(sending(version.path))
    }
  }

  async #isOlder({ signal, cost }: Call): Promise<boolean> {
    for (const older of OLDER_PATHS) {
      const call: Call = { ...(signal && { signal }), ...(cost && { cost }) }
      const asked = this.#transport.send(reading(`${older}RetrieveVersion`, READ, call))
      const answer = await asked.catch(error => {
        if (error instanceof DataverseError) return null
        throw error
      })
      if (answer) return this.#version.learn(versionOf(parse(answer)))
    }
    this.#version.settle()
    return false
  }

  async #readPart(part: BatchAnswer, path: string, call: Call): Promise<Json | DataverseError> {
    try {
      const { path: api } = this.#version
      const page = parse(await this.#transport.send(reading(api + path, READ, call), answerOfPart(part)))
      return '@odata.nextLink' in page ? { ...page, value: await this.#allRows(page, READ, call) } : page
    } catch (error) {
      if (!(error instanceof DataverseError)) throw error
      return this.#lacksColumn(path, error) ? this.#readWithout(path, call) : error
    }
  }

  #lacksColumn(path: string, { status, message }: DataverseError): boolean {
    return status === 400 && (this.#version.learnLacking(message) || this.#version.fit(path) !== path)
  }

  /** Reads again without a column that the organization does not have, and puts null in its place. */
  async #readWithout(path: string, call: Call): Promise<Json | DataverseError> {
    const fitting = this.#version.fit(path)
    const [answer] = await this.batch([fitting], call)
    return answer ?? malformed('the answer to a $batch was cut off')
  }

  /** The rows of a page and of those that follow it. */
  async #allRows(first: Json, headers: WriteRequest['headers'], call: Call): Promise<readonly Json[]> {
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

  /** A next page is fetched only from this organization. */
  #nextOf({ '@odata.nextLink': link }: Json): string | null {
    if (typeof link !== 'string') return null
    const next = URL.canParse(link) ? new URL(link) : null
    if (next?.origin !== new URL(this.options.url).origin || !next.pathname.startsWith(this.#version.path)) {
      throw malformed('the next page is on another host')
    }
    return next.pathname + next.search
  }
}

function reading(path: string, headers: WriteRequest['headers'], call: Call): WriteRequest {
  return { method: 'GET', path, headers, write: false, ...call }
}

/** A GET of FetchXML; `xml` is built with xmlAttribute only. */
export function fetchXmlPath(set: string, xml: string): string {
  return `${set}?fetchXml=${encodeURIComponent(xml)}`
}
