/** The multipart form of $batch. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api */
export interface BatchAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** One GET for each path; paths are relative to the organization, for example /api/data/v9.2/WhoAmI. */
export function writeBatch(
  paths: readonly string[],
  boundary: string,
  headers: Readonly<Record<string, string>> = {},
): string {
  const lines = Object.entries({ Accept: 'application/json', ...headers }).map(([name, value]) => `${name}: ${value}`)
  const parts = paths.map(path =>
    [
      `--${boundary}`,
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      '',
      `GET ${path} HTTP/1.1`,
      ...lines,
      '',
      '',
    ].join('\r\n'),
  )
  return `${parts.join('\r\n')}\r\n--${boundary}--\r\n`
}

/** The answers in order; null: the body is not a multipart answer, or it was cut off. */
export function readBatch(contentType: string, body: string): BatchAnswer[] | null {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]?.trim()
  if (!boundary) return null
  // A boundary is at the beginning of a line; JSON text cannot contain one there.
  const [, ...pieces] = `\n${body}`.split(`\n--${boundary}`)
  const end = pieces.findIndex(piece => piece.startsWith('--'))
  if (end < 0) return null
  const answers = pieces.slice(0, end).map(readPart)
  return answers.every(answer => answer !== null) ? answers : null
}

/** A part consists of its own headers, the status line and headers of the inner answer, and the inner body. */
function readPart(piece: string): BatchAnswer | null {
  const inner = splitHead(piece).body
  const status = /^HTTP\/1\.1 (\d{3})/.exec(inner)?.[1]
  if (!status) return null
  const { head, body } = splitHead(inner)
  const lines = head.split(/\r?\n/).slice(1)
  const headers = lines.map(line => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
  })
  return { status: Number(status), headers: Object.fromEntries(headers), body: body.trim() }
}

/** The text before and after the first empty line. */
function splitHead(text: string): { head: string; body: string } {
  const empty = /\r?\n\r?\n/.exec(text)
  if (!empty) return { head: text, body: '' }
  return { head: text.slice(0, empty.index), body: text.slice(empty.index + empty[0].length) }
}
