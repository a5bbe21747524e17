import type { RowRequest } from './rowChange.js'

/**
 * Several writes in one request, which the service makes all or none.
 * https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions
 */
export interface Transaction {
  readonly contentType: string
  readonly body: string
}

const LINE = '\r\n'

/** `boundary`: characters that occur nowhere in the requests; `address`: the one that their paths start from. */
export function transactionOf(requests: readonly RowRequest[], boundary: string, address: string): Transaction {
  const parts = requests.map(request => partOf(request, boundary, address)).join('')
  return {
    contentType: `multipart/mixed; boundary=batch_${boundary}`,
    body: [
      `--batch_${boundary}`,
      `Content-Type: multipart/mixed; boundary=changeset_${boundary}`,
      '',
      `${parts}--changeset_${boundary}--`,
      `--batch_${boundary}--`,
      '',
    ].join(LINE),
  }
}

function partOf({ method, path, ifMatch, body = '' }: RowRequest, boundary: string, address: string): string {
  return [
    `--changeset_${boundary}`,
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    '',
    `${method} ${address}/${path} HTTP/1.1`,
    'Accept: application/json;odata=minimalmetadata',
    'Content-Type: application/json',
    'DataServiceVersion: 3.0',
    'Prefer: return-no-content',
    ...(ifMatch === undefined ? [] : [`If-Match: ${ifMatch}`]),
    '',
    '',
    body,
    '',
  ].join(LINE)
}

export interface TransactionResult {
  /** The ETag of the first row. */
  readonly etag: string | undefined
  /** The answer to the write that was refused; null: all were made. */
  readonly refused: { readonly status: number; readonly body: string } | null
}

const PART = '--changesetresponse_'

/** Reads the answer to a transaction. If a write is refused, the answer may consist of that refusal alone. */
export function resultOf(answer: string): TransactionResult {
  // What precedes the first part is the head of the answer, and the last part is its end.
  const parts = answer.split(PART).slice(1, -1)
  for (const part of parts) {
    const status = Number(/^HTTP\/1\.1 (\d{3})/m.exec(part)?.[1])
    if (status < 200 || status >= 300) return { etag: undefined, refused: { status, body: bodyIn(part) } }
  }
  return { etag: /^ETag: (.*)$/im.exec(parts[0] ?? '')?.[1]?.trim(), refused: null }
}

function bodyIn(part: string): string {
  return part.slice(Math.max(part.indexOf('{'), 0), part.lastIndexOf('}') + 1)
}
