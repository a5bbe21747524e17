import type { FactMissing, Why } from '../../domain/diagnosis/facts.js'

export interface Failure {
  readonly why: Why
  /** HTTP status; 0: there was no answer. */
  readonly status: number
  /** Dataverse's code, for example 0x80040220; empty: it gave none. */
  readonly code: string
  readonly message: string
}

/** An organization did not do what it was asked. The message never carries a token or a body. */
export class DataverseError extends Error {
  readonly why: Why
  readonly status: number
  readonly code: string

  constructor(failure: Failure, cause?: unknown) {
    super(failure.message, { cause })
    this.name = 'DataverseError'
    this.why = failure.why
    this.status = failure.status
    this.code = failure.code
  }
}

/** Neither a table nor a record may have a name like this; privileges have. */
const PRIVILEGE = /\bprv[A-Za-z]+\b/

/** The bot itself is no user of the organization, or a disabled one: no privilege would help. */
const NO_USER = ['0x80072560', '0x80040225', '0x8004A112']

/** Where nothing was there to be read: what would hide it. */
export interface Unseen extends FactMissing {
  readonly hiddenBy?: string
}

/** How a failure is told as a missing fact: with the code, and with the privilege that the bot lacks, or that may hide it. */
export function asMissing(error: DataverseError, usualPrivilege?: string): Unseen {
  const { why, code, message, status } = error
  const told = message.includes(code) ? message : `${code} ${message}`
  const detail = told.trim().slice(0, 300) || `HTTP ${status}`
  const lacksPrivilege = why === 'forbidden' && status === 403 && !NO_USER.some(one => hasCode(error, one))
  const privilege = lacksPrivilege ? (PRIVILEGE.exec(message)?.[0] ?? usualPrivilege) : undefined
  const hiddenBy = status === 404 ? usualPrivilege : undefined
  return { ok: false, why, detail, ...(privilege && { privilege }), ...(hiddenBy && { hiddenBy }) }
}

export function whyOfStatus(status: number): Why {
  if (status === 401 || status === 403) return 'forbidden'
  if (status === 429) return 'throttled'
  if (status === 408 || status === 504) return 'timeout'
  return status >= 500 ? 'unreachable' : 'malformed'
}

/** Codes are compared without regard to case: the product writes both. */
export function hasCode(error: DataverseError, code: string): boolean {
  return error.code.toLowerCase() === code.toLowerCase()
}
