import { randomUUID } from 'node:crypto'
import { type ApiAnswer, type ApiRequest, refused } from '../mail/exchange.js'
import { badRequest, Refusal } from './errors.js'

export type Perform = (request: ApiRequest) => ApiAnswer

const MAX_OPERATIONS = 1000
const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  204: 'No Content',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  412: 'Precondition Failed',
  429: 'Too Many Requests',
  501: 'Not Implemented',
}

const NO_GET = badRequest('A change set cannot contain a GET request.')

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
  const operations = parts.flatMap(part => changesetIn(part) ?? [part])
  if (operations.length > MAX_OPERATIONS) throw badRequest(`The number of operations exceeds ${MAX_OPERATIONS}.`)
  const answers: string[] = []
  let failed = 0
  for (const part of parts) {
    const nested = changesetIn(part)
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

/** All or nothing: after a failure, that is the only response, and nothing was written. */
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
        const request = requestOf(part)
        const answer = request.method === 'GET' ? refused(NO_GET) : perform(request)
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
  const request = status >= 400 ? `REQ_ID: ${randomUUID()}\r\n` : ''
  return `HTTP/1.1 ${status} ${REASONS[status] ?? ''}\r\n${request}${lines.join('')}OData-Version: 4.0\r\n\r\n${body}`
}

/** The operations of a change set; null: the part is one operation. */
function changesetIn({ headers, body }: Part): Part[] | null {
  return partsOf(headers['content-type'] ?? '', body)
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
