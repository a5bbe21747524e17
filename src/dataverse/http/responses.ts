import { AxiosError, type AxiosResponse } from 'axios'
import type { Why } from '../../domain/diagnosis/facts.js'
import { parseRetryAfter } from '../../domain/retryAfter.js'
import type { BatchAnswer } from './batchRequest.js'
import { DataverseError, whyOfStatus } from './dataverseError.js'

export type Json = Readonly<Record<string, unknown>>

/** Connection failures that occur before anything was sent. */
const NOT_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']

export interface BatchPart {
  readonly status: number
  readonly body: string
  readonly contentType: string
  readonly retryAfterMs: number | null
  readonly sent: boolean
  readonly error?: DataverseError
}

export function answerOf({ status, data, headers }: AxiosResponse<string>): BatchPart {
  const contentType = text(headers['content-type']) ?? ''
  return { status, body: data ?? '', contentType, retryAfterMs: waitIn(headers), sent: true }
}

/** The answer to one operation of a $batch. */
export function answerOfPart({ status, headers, body }: BatchAnswer): BatchPart {
  return { status, body, contentType: headers['content-type'] ?? '', retryAfterMs: waitIn(headers), sent: true }
}

function waitIn(headers: Readonly<Record<string, unknown>>): number | null {
  return parseRetryAfter(text(headers['retry-after']), new Date())
}

function text(header: unknown): string | undefined {
  return typeof header === 'string' ? header : undefined
}

/** axios uses the same code for an answer above the limit and for one that was cut off. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof AxiosError && error.message.startsWith('maxContentLength')
}

export function noAnswer(cause: unknown): BatchPart {
  const code = cause instanceof AxiosError ? (cause.code ?? '') : ''
  // Only the code is kept, because the cause contains the request with its token.
  const error = new DataverseError({ status: 0, code, ...whyNoAnswer(code) })
  return { status: 0, body: '', contentType: '', retryAfterMs: null, sent: !NOT_SENT.includes(code), error }
}

function whyNoAnswer(code: string): { why: Why; message: string; code?: string } {
  if (code === AxiosError.ERR_BAD_RESPONSE) return { why: 'malformed', message: 'the answer was cut off' }
  // Canceled by the time limit: the caller's own signal was checked before.
  if (code === AxiosError.ERR_CANCELED || code === AxiosError.ETIMEDOUT)
    return { why: 'timeout', code: AxiosError.ETIMEDOUT, message: 'no answer in time' }
  return { why: 'unreachable', message: 'no answer' }
}

export function parse({ body }: { readonly body: string }): Json {
  try {
    const json: unknown = JSON.parse(body)
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Json
  } catch {
    // Reported below.
  }
  throw malformed('the answer is no JSON')
}

export function malformed(message: string): DataverseError {
  return new DataverseError({ why: 'malformed', status: 200, code: '', message })
}

/** A row that has to exist is missing or hidden. */
export function notThere(message: string): DataverseError {
  return new DataverseError({ why: 'malformed', status: 404, code: '', message })
}

/** Stands for the answer to an aggregate over more rows than Dataverse counts. */
export const MORE_THAN_COUNTED: Json = {}

export function isMoreThanCounted(answer: Json | undefined): boolean {
  return answer === MORE_THAN_COUNTED
}

/** Stands for the answer about a record that does not exist. */
export const NOT_THERE: Json = {}

/** The rows of a set. An answer without a list of rows is not an empty set: it throws. */
export function rowsOf(page: Json | undefined): readonly Json[] {
  const rows = page?.value
  const isRow = (row: unknown): row is Json => typeof row === 'object' && row !== null
  if (!Array.isArray(rows) || !rows.every(isRow)) throw malformed('the answer has no rows')
  return rows
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
