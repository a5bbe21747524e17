/** Writes the body of a $batch for tests, including change sets, which the bot never sends. */

export interface Operation {
  readonly method?: string
  readonly path: string
  readonly body?: unknown
}

export const BOUNDARY = 'batch_test'

/** One operation as a part of a batch or of a change set. */
export function part({ method = 'GET', path, body }: Operation, id?: number): string {
  const head = ['Content-Type: application/http', 'Content-Transfer-Encoding: binary']
  const lines = [
    ...head,
    ...(id === undefined ? [] : [`Content-ID: ${id}`]),
    '',
    `${method} /api/data/v9.2/${path} HTTP/1.1`,
    'Content-Type: application/json; type=entry',
    '',
    body === undefined ? '' : JSON.stringify(body),
  ]
  return lines.join('\r\n')
}

export function multipart(parts: readonly string[], boundary = BOUNDARY): string {
  return `${parts.map(part => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`
}

export function changeset(...operations: readonly Operation[]): string {
  const inner = operations.map((operation, i) => part(operation, i + 1))
  return `Content-Type: multipart/mixed; boundary="changeset_test"\r\n\r\n${multipart(inner, 'changeset_test')}`
}
