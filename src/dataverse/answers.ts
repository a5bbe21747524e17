import { AxiosError, type AxiosResponse } from 'axios'
import { DataverseError, whyOfStatus } from './errors.js'
import { parseRetryAfter } from './retry.js'

export type Json = Readonly<Record<string, unknown>>

/** Failures of a connection before anything was sent. */
const NOT_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']

export interface Answer {
  readonly status: number
  readonly body: string
  readonly contentType: string
  readonly retryAfterMs: number | null
  readonly sent: boolean
  readonly error?: DataverseError
}

export function answerOf({ status, data, headers }: AxiosResponse<string>): Answer {
  const retryAfterMs = parseRetryAfter(text(headers['retry-after']), new Date())
  return { status, body: data ?? '', contentType: text(headers['content-type']) ?? '', retryAfterMs, sent: true }
}

function text(header: unknown): string | undefined {
  return typeof header === 'string' ? header : undefined
}

export function noAnswer(cause: unknown): Answer {
  const code = cause instanceof AxiosError ? (cause.code ?? '') : ''
  const tooLarge = code === 'ERR_BAD_RESPONSE'
  const timedOut = code === 'ECONNABORTED' || code === 'ETIMEDOUT'
  const why = tooLarge ? 'malformed' : timedOut ? 'timeout' : 'unreachable'
  const message = timedOut ? 'no answer in time' : 'no answer'
  // The cause holds the request with its token: only its code is kept.
  const error = new DataverseError({ why, status: 0, code, message })
  return { status: 0, body: '', contentType: '', retryAfterMs: null, sent: !NOT_SENT.includes(code), error }
}

export function parse({ body }: { readonly body: string }): Json {
  try {
    const json: unknown = JSON.parse(body)
    if (typeof json === 'object' && json !== null) return json as Json
  } catch {
    // Told below.
  }
  throw malformed('the answer is no JSON')
}

export function malformed(message: string): DataverseError {
  return new DataverseError({ why: 'malformed', status: 200, code: '', message })
}

export function rowsOf(page: Json): readonly Json[] {
  return Array.isArray(page.value) ? (page.value as Json[]) : []
}

export function failureOf(status: number, body: string): DataverseError {
  const error = errorIn(body)
  return new DataverseError({
    why: whyOfStatus(status),
    status,
    code: error.code,
    message: error.message || `HTTP ${status}`,
  })
}

/** {"error": {"code", "message"}}; a proxy's page has neither. */
function errorIn(body: string): { code: string; message: string } {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown; message?: unknown } }
    return { code: String(error?.code ?? ''), message: String(error?.message ?? '') }
  } catch {
    return { code: '', message: '' }
  }
}
