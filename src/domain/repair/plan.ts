import { createHash } from 'node:crypto'
import type { Depth } from '../diagnosis/facts.js'
import type { Way } from '../messageKey.js'

export type Value = string | number | boolean | null
export type Values = Readonly<Record<string, Value>>

/** One write, with the state it expects and the state it leaves; ids are GUIDs of the organization. */
export type Write =
  | {
      readonly kind: 'update'
      readonly table: 'usersettings' | 'email' | 'mailbox' | 'asyncoperation'
      readonly id: string
      /** ETag of the row as it was read, for If-Match. */
      readonly etag: string
      readonly before: Values
      readonly after: Values
      /** The organization itself goes on from there (a job runs, a test runs), so the state does not last and cannot be put back. */
      readonly settles?: true
    }
  /**
   * The Send request for a draft. It has no If-Match, so state and version are read right before. `first`: the state from
   * which an earlier write of the same plan makes it a draft.
   */
  | {
      readonly kind: 'send'
      readonly id: string
      readonly etag: string
      readonly before: Values
      readonly first?: Values
    }
  /** systemuserroles_association of a user. */
  | { readonly kind: 'giveRole' | 'takeRole'; readonly userId: string; readonly roleId: string; readonly role: string }
  /** One privilege of a role and its copies; null: the role does not carry it. */
  | {
      readonly kind: 'setPrivilege'
      /** The master role; its copies in other business units follow. */
      readonly roleId: string
      readonly role: string
      readonly privilegeId: string
      readonly privilege: string
      readonly before: Depth | null
      readonly after: Depth | null
    }
  /** Creates an empty role; its privileges are separate writes. */
  | { readonly kind: 'createRole'; readonly roleId: string; readonly role: string; readonly businessUnitId: string }
  | { readonly kind: 'deleteRole'; readonly roleId: string; readonly role: string }

export type { Way } from '../messageKey.js'

/** People and accounts that gain a privilege; `count` may be larger than the number of names. */
export interface Gainers {
  readonly count: number
  readonly names: readonly string[]
}

/** The exact writes that somebody agrees to. */
export interface Plan {
  /** Hash of everything else in the plan. Consent is given to it. */
  readonly hash: string
  readonly way: Way
  readonly writes: readonly Write[]
  /** Who else would gain the privilege. */
  readonly gain: Gainers
  /** Arguments of the sentence about the plan: a role, a depth, an account. */
  readonly args: Readonly<Record<string, string | number>>
}

export function makePlan(plan: Omit<Plan, 'hash'>): Plan {
  return { hash: hashOf(plan), ...plan }
}

/**
 * SHA-256 in hexadecimal, so that nobody can construct two plans with one hash, have one agreed to and the other carried
 * out. Of Node's modules, the domain uses only such pure functions.
 */
function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}

/** A GUID derived from the value (RFC 9562, version 8): the same value gives the same GUID. */
export function guidOf(value: unknown): string {
  const digits = hashOf(value)
  const groups = [digits.slice(0, 8), digits.slice(8, 12), `8${digits.slice(13, 16)}`, `a${digits.slice(17, 20)}`]
  return [...groups, digits.slice(20, 32)].join('-')
}

/** Whether any of it can be put back. */
export function isUndoable(writes: readonly Write[]): boolean {
  return writes.some(write => inverseOf(write) !== null)
}

/** The write that undoes another; null: it cannot be undone, or undoing another write of the same plan covers it. */
export function inverseOf(write: Write): Write | null {
  switch (write.kind) {
    case 'update':
      return write.table === 'email' || write.settles ? null : { ...write, before: write.after, after: write.before }
    case 'send':
      return null
    case 'giveRole':
      return { ...write, kind: 'takeRole' }
    case 'takeRole':
      return { ...write, kind: 'giveRole' }
    case 'setPrivilege':
      return { ...write, before: write.after, after: write.before }
    case 'createRole':
      return { kind: 'deleteRole', roleId: write.roleId, role: write.role }
    case 'deleteRole':
      return null
  }
}
