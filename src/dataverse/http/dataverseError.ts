import type { FactMissing, Why } from '../../domain/diagnosis/facts.js'

export interface Failure {
  readonly why: Why
  /** HTTP status; 0: there was no answer. */
  readonly status: number
  /** Dataverse's code, for example 0x80040220; empty: there was none. */
  readonly code: string
  readonly message: string
}

/** A request to an organization failed. The message never contains a token or a body. */
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

/** Only privileges have names like this, neither tables nor records. */
const PRIVILEGE = /\bprv[A-Za-z]+\b/

/** A record out of reach is refused without the name of a privilege. */
const OUT_OF_REACH = /\bReadAccess right\(s\) for record with id \S+ of entity (\w+)/
const READ_OF: Readonly<Record<string, string>> = {
  team: 'prvReadTeam',
  role: 'prvReadRole',
  systemuser: 'prvReadUser',
  usersettings: 'prvReadUserSettings',
  queue: 'prvReadQueue',
  mailbox: 'prvReadMailbox',
  email: 'prvReadActivity',
}

function privilegeIn(message: string): string | undefined {
  return PRIVILEGE.exec(message)?.[0] ?? READ_OF[OUT_OF_REACH.exec(message)?.[1] ?? '']
}

/** The bot itself is not a user of the organization, or is disabled: no privilege would help. */
const NO_USER = ['0x80072560', '0x80040225', '0x8004A112']

/** The missing privilege that would hide a record that was not found. */
export interface Unseen extends FactMissing {
  readonly hiddenBy?: string
}

/** Turns a failure into a missing fact, with the code and the privilege that the bot lacks or that may hide the record. */
export function asMissing(error: DataverseError, usualPrivilege?: string): Unseen {
  const { why, code, message, status } = error
  const fullMessage = message.includes(code) ? message : `${code} ${message}`
  const detail = fullMessage.trim().slice(0, 300) || `HTTP ${status}`
  const lacksPrivilege = why === 'forbidden' && status === 403 && !NO_USER.some(one => hasCode(error, one))
  const privilege = lacksPrivilege ? (privilegeIn(message) ?? usualPrivilege) : undefined
  const hiddenBy = status === 404 ? usualPrivilege : undefined
  return { ok: false, why, detail, ...(privilege && { privilege }), ...(hiddenBy && { hiddenBy }) }
}

export function whyOfStatus(status: number): Why {
  if (status === 401 || status === 403) return 'forbidden'
  if (status === 429) return 'throttled'
  if (status === 408 || status === 504) return 'timeout'
  return status >= 500 ? 'unreachable' : 'malformed'
}

/** Codes are compared case-insensitively, because the product writes both cases. */
export function hasCode(error: DataverseError, code: string): boolean {
  return error.code.toLowerCase() === code.toLowerCase()
}
