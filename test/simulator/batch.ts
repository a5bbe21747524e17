import { randomUUID } from 'node:crypto'
import { Refusal } from './errors.js'

export interface ApiRequest {
  readonly method: string
  /** Path and query below the organization's address. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface ApiAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Perform = (request: ApiRequest) => ApiAnswer

const MAX_OPERATIONS = 1000
const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  204: 'No Content',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  412: 'Precondition Failed',
  429: 'Too Many Requests',
}

interface Part {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * $batch: parts are executed in order. Without continue-on-error the first failure ends it, and its status becomes the
 * outer one. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api
 */
export function runBatch(request: ApiRequest, perform: Perform, transaction: <T>(work: () => T) => T): ApiAnswer {
  const parts = partsOf(request.headers['content-type'] ?? '', request.body)
  if (!parts) throw new Refusal(400, '0x80048d19', 'The batch request must have Content-Type multipart/mixed.')
  const goOn = /odata\.continue-on-error/.test(request.headers.prefer ?? '')
  if (parts.length > MAX_OPERATIONS)
    throw new Refusal(400, '0x80060888', `The number of operations exceeds ${MAX_OPERATIONS}.`)
  const answers: string[] = []
  let failed = 0
  for (const part of parts) {
    const nested = partsOf(part.headers['content-type'] ?? '', part.body)
    const { text, status } = nested ? changeset(nested, perform, transaction) : single(part, perform)
    answers.push(text)
    if (status >= 400 && !goOn) {
      failed = status
      answers.splice(0, answers.length - 1)
      break
    }
  }
  const boundary = `batchresponse_${randomUUID()}`
  return {
    status: failed || 200,
    headers: { 'Content-Type': `multipart/mixed; boundary=${boundary}` },
    body: join(answers, boundary),
  }
}

function single(part: Part, perform: Perform): { text: string; status: number } {
  const answer = perform(requestOf(part))
  return {
    text: `Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n${httpText(answer)}`,
    status: answer.status,
  }
}

/** All or nothing: the first failure is the only answer, and nothing was written. */
function changeset(
  parts: readonly Part[],
  perform: Perform,
  transaction: <T>(work: () => T) => T,
): { text: string; status: number } {
  const boundary = `changesetresponse_${randomUUID()}`
  let failure: ApiAnswer | undefined
  const texts: string[] = []
  try {
    transaction(() => {
      for (const part of parts) {
        const answer = perform(requestOf(part))
        const id = part.headers['content-id']
        const head = `Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n${id ? `Content-ID: ${id}\r\n` : ''}\r\n`
        if (answer.status >= 400) {
          failure = answer
          texts.splice(0, texts.length, head + httpText(answer))
          throw new Error('roll back')
        }
        texts.push(head + httpText(answer))
      }
    })
  } catch (error) {
    if (!failure) throw error
  }
  return {
    text: `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n${join(texts, boundary)}`,
    status: failure?.status ?? 200,
  }
}

function join(parts: readonly string[], boundary: string): string {
  return `${parts.map(part => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`
}

function httpText({ status, headers, body }: ApiAnswer): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${REASONS[status] ?? ''}\r\n${lines.join('')}OData-Version: 4.0\r\n\r\n${body}`
}

/** null: the content is not multipart/mixed. */
function partsOf(contentType: string, body: string): Part[] | null {
  const boundary = /^multipart\/mixed;\s*boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (!boundary) return null
  const pieces = body.split(`--${boundary}`).slice(1)
  return pieces.filter(piece => !piece.startsWith('--')).map(piece => splitHead(piece.replace(/^\r?\n/, '')))
}

function splitHead(text: string): Part {
  const [head = '', ...rest] = text.split(/\r?\n\r?\n/)
  const headers = head.split(/\r?\n/).flatMap(line => {
    const colon = line.indexOf(':')
    return colon > 0 ? [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]] : []
  })
  return { headers: Object.fromEntries(headers), body: rest.join('\r\n\r\n') }
}

function requestOf(part: Part): ApiRequest {
  const [line = '', ...rest] = part.body.replace(/^\s+/, '').split(/\r?\n/)
  const [, method = '', target = ''] = /^(\w+) (\S+) HTTP\/1\.1$/.exec(line) ?? []
  const { headers, body } = splitHead(rest.join('\r\n'))
  return { method, path: target.replace(/^https?:\/\/[^/]+/, ''), headers, body: body.trim() }
}
