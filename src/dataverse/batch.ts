/** The multipart form of $batch. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api */
export interface BatchAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** One GET for each path; paths are relative to the organization, for example /api/data/v9.2/WhoAmI. */
export function writeBatch(paths: readonly string[], boundary: string): string {
  const parts = paths.map(path =>
    [
      `--${boundary}`,
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      '',
      `GET ${path} HTTP/1.1`,
      'Accept: application/json',
      '',
      '',
    ].join('\r\n'),
  )
  return `${parts.join('\r\n')}\r\n--${boundary}--\r\n`
}

/** The answers in order; null: this is no multipart answer, or it was cut off. */
export function readBatch(contentType: string, body: string): BatchAnswer[] | null {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (!boundary || !body.includes(`--${boundary}--`)) return null
  const pieces = body.split(`--${boundary}`).slice(1, -1)
  const answers = pieces.map(readPart)
  return answers.every(answer => answer !== null) ? answers : null
}

/** A part: its own head, the status line and headers of the inner answer, and the inner body. */
function readPart(piece: string): BatchAnswer | null {
  const start = piece.indexOf('HTTP/1.1 ')
  const status = /^HTTP\/1\.1 (\d{3})/.exec(piece.slice(Math.max(start, 0)))?.[1]
  if (start < 0 || !status) return null
  const inner = piece.slice(start)
  const [head = ''] = inner.split(/\r?\n\r?\n/, 1)
  const lines = head.split(/\r?\n/).slice(1)
  const headers = lines.map(line => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
  })
  return { status: Number(status), headers: Object.fromEntries(headers), body: inner.slice(head.length).trim() }
}
