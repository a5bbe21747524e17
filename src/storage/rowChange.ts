import type { Row, RowKey } from './tableRows.js'

/** One write to the table. */
export type RowChange =
  /** Fails if the row exists already. */
  | { readonly kind: 'insert'; readonly row: Row }
  /** Fails if the row has changed since it had this ETag. */
  | { readonly kind: 'replace'; readonly row: Row; readonly etag: string }
  | { readonly kind: 'upsert'; readonly row: Row }
  /** Fails if the row is not there, or has changed since it had this ETag. */
  | { readonly kind: 'delete'; readonly row: RowKey; readonly etag?: string }

/** The same as a request, below the address of the account. */
export interface RowRequest {
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly ifMatch?: string
  readonly body?: string
}

/** https://learn.microsoft.com/rest/api/storageservices/operations-on-entities */
export function requestOf(change: RowChange, table: string): RowRequest {
  const { row } = change
  switch (change.kind) {
    case 'insert':
      return { method: 'POST', path: table, body: bodyOf(change.row) }
    case 'replace':
      return { method: 'PUT', path: pathOf(row, table), ifMatch: change.etag, body: bodyOf(change.row) }
    case 'upsert':
      return { method: 'PUT', path: pathOf(row, table), body: bodyOf(change.row) }
    case 'delete':
      return { method: 'DELETE', path: pathOf(row, table), ifMatch: change.etag ?? '*' }
  }
}

export function pathOf({ partitionKey, rowKey }: RowKey, table: string): string {
  return `${table}(PartitionKey='${quoted(partitionKey)}',RowKey='${quoted(rowKey)}')`
}

function quoted(key: string): string {
  return encodeURIComponent(key.replaceAll("'", "''"))
}

/** Rows hold strings, and numbers that fit into 32 bits: only other types would have to be named. */
function bodyOf({ partitionKey, rowKey, etag: _, ...properties }: Row): string {
  return JSON.stringify({ PartitionKey: partitionKey, RowKey: rowKey, ...properties })
}

/** A row as the service sends it. */
export type RawRow = Readonly<Record<string, unknown>>

export function rowOf({ PartitionKey, RowKey, 'odata.etag': etag, ...properties }: RawRow): Row {
  return {
    ...properties,
    partitionKey: String(PartitionKey),
    rowKey: String(RowKey),
    ...(typeof etag === 'string' && { etag }),
  }
}
