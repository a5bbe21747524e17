import { randomUUID } from 'node:crypto'
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  type HttpMethods,
  type Pipeline,
  type PipelineResponse,
} from '@azure/core-rest-pipeline'
import { RestError, type TableClient } from '@azure/data-tables'
import { isLoopbackUrl } from '../domain/loopback.js'
import { pathOf, type RawRow, type RowChange, type RowRequest, requestOf, rowOf } from './rowChange.js'
import { orIfStatus, type Row, type RowKey } from './tableRows.js'
import { resultOf, transactionOf } from './transaction.js'

/** Its connections are kept alive. */
const http = createDefaultHttpClient()

/**
 * Policies that these requests have no use for: the SDK's own conversions, its tracing, its log of every request, and
 * kinds of requests and answers that do not occur.
 */
const IDLE = [
  ...['serializationPolicy', 'deserializationPolicy', 'tracingPolicy', 'logPolicy', 'redirectPolicy'],
  ...['decompressResponsePolicy', 'formDataPolicy', 'multipartPolicy', 'wrapAbortSignalLikePolicy'],
]

const VERSION = '2019-02-02'
const JSON_TYPE = 'application/json;odata=minimalmetadata'

interface Asked {
  readonly method: HttpMethods
  readonly path: string
  readonly query?: string
  readonly contentType?: string
  readonly ifMatch?: string | undefined
  readonly body?: string | undefined
}

/**
 * Reads and writes rows through the SDK's pipeline, with its signatures, its managed identity, its retries and our
 * deadline, but without its conversions, which cost more processor time than the rest of the request: for a transaction
 * they create a client, and send each row through a pipeline of its own. (@azure/data-tables 13.3)
 */
export class RowClient {
  readonly #pipeline: Pipeline
  readonly #table: string
  readonly #address: string
  /** A shared access signature, which is part of every URL; empty: requests are signed by a policy. */
  readonly #signature: string
  readonly #isLocal: boolean

  constructor({ pipeline, tableName, url }: TableClient) {
    this.#pipeline = pipeline.clone()
    for (const name of IDLE) this.#pipeline.removePolicy({ name })
    this.#table = tableName
    const [address = '', signature = ''] = url.split('?')
    this.#address = address.replace(/\/$/, '')
    this.#signature = signature
    this.#isLocal = isLoopbackUrl(address)
  }

  /** null: there is no such row. */
  async get(key: RowKey): Promise<Row | null> {
    const path = pathOf(key, this.#table)
    return orIfStatus([404], async () => rowOf(JSON.parse(textOf(await this.#ask({ method: 'GET', path })))), null)
  }

  /** The rows that match an OData filter, page by page; a page may be empty. `columns`: only these, which have to be the keys at least. */
  async *pages(filter: string, pageSize?: number, columns?: readonly string[]): AsyncIterable<readonly Row[]> {
    const top = pageSize === undefined ? '' : `&$top=${pageSize}`
    const select = columns === undefined ? '' : `&$select=${columns.join(',')}`
    for (let next: string | null = ''; next !== null; ) {
      const query: string = `$filter=${encodeURIComponent(filter)}${top}${select}${next}`
      const response: PipelineResponse = await this.#ask({ method: 'GET', path: `${this.#table}()`, query })
      const { value }: { readonly value: readonly RawRow[] } = JSON.parse(textOf(response))
      yield value.map(rowOf)
      next = continuationOf(response)
    }
  }

  /** Makes all of the writes or none. Resolves to the ETag of the first row. */
  async commit(changes: readonly RowChange[]): Promise<string | undefined> {
    const requests = changes.map(change => requestOf(change, this.#table))
    const [only, ...others] = requests
    if (only && others.length === 0) return this.#write(only)
    const { contentType, body } = transactionOf(requests, randomUUID(), this.#address)
    const response = await this.#ask({ method: 'POST', path: '$batch', contentType, body })
    const { etag, refused } = resultOf(textOf(response))
    if (refused) throw refusalOf(refused.status, refused.body)
    return etag
  }

  async #write({ method, path, ifMatch, body }: RowRequest): Promise<string | undefined> {
    const { headers } = await this.#ask({ method, path, ifMatch, body, contentType: 'application/json' })
    return headers.get('etag')
  }

  /** Throws where the service refuses. */
  async #ask({ method, path, query, contentType, ifMatch, body }: Asked): Promise<PipelineResponse> {
    const parameters = [query, this.#signature].filter(Boolean).join('&')
    const headers = createHttpHeaders({ Accept: JSON_TYPE, DataServiceVersion: '3.0', 'x-ms-version': VERSION })
    if (contentType) headers.set('Content-Type', contentType)
    if (method === 'POST' || method === 'PUT') headers.set('Prefer', 'return-no-content')
    if (ifMatch !== undefined) headers.set('If-Match', ifMatch)
    const request = createPipelineRequest({
      url: `${this.#address}/${path}${parameters && `?${parameters}`}`,
      method,
      headers,
      ...(body !== undefined && { body }),
      allowInsecureConnection: this.#isLocal,
    })
    const response = await this.#pipeline.sendRequest(http, request)
    const { status } = response
    if (status < 200 || status >= 300) throw refusalOf(status, textOf(response))
    return response
  }
}

function textOf({ bodyAsText }: PipelineResponse): string {
  return bodyAsText ?? ''
}

/** The parameters that ask for the next page; null: this was the last one. */
function continuationOf({ headers }: PipelineResponse): string | null {
  const [partition, row] = ['NextPartitionKey', 'NextRowKey'].map(name => {
    const value = headers.get(`x-ms-continuation-${name}`)
    return value === undefined ? '' : `&${name}=${encodeURIComponent(value)}`
  })
  return partition ? `${partition}${row}` : null
}

/** Carries what the service says, and nothing of the request, which may hold a signature. */
function refusalOf(statusCode: number, body: string): RestError {
  const { code, message } = errorIn(body)
  return new RestError(message?.value ?? `The table answered with ${statusCode}`, {
    statusCode,
    ...(code !== undefined && { code }),
  })
}

interface ServiceError {
  readonly code?: string
  readonly message?: { readonly value?: string }
}

function errorIn(body: string): ServiceError {
  try {
    return JSON.parse(body)['odata.error'] ?? {}
  } catch {
    return {}
  }
}
