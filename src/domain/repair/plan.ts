import { createHash } from 'node:crypto'
import type { Depth } from '../diagnosis/facts.js'
import type { Way } from '../messageKey.js'

export type Value = string | number | boolean | null
export type Values = Readonly<Record<string, Value>>

/** One write, with what it finds and what it leaves behind; ids are GUIDs of the organization. */
export type Write =
  | {
      readonly kind: 'update'
      readonly table: 'usersettings' | 'email'
      readonly id: string
      /** Of the row as it was read: If-Match. */
      readonly etag: string
      readonly before: Values
      readonly after: Values
    }
  /** systemuserroles_association of a user. */
  | { readonly kind: 'giveRole' | 'takeRole'; readonly userId: string; readonly roleId: string; readonly role: string }
  /** One privilege of a role and its copies; null: the role does not carry it. */
  | {
      readonly kind: 'setPrivilege'
      /** The master: its copies in other business units follow. */
      readonly roleId: string
      readonly role: string
      readonly privilegeId: string
      readonly privilege: string
      readonly before: Depth | null
      readonly after: Depth | null
    }
  /** Without privileges: those follow as writes of their own. */
  | { readonly kind: 'createRole'; readonly roleId: string; readonly role: string; readonly businessUnitId: string }
  | { readonly kind: 'deleteRole'; readonly roleId: string; readonly role: string }

export type { Way } from '../messageKey.js'

/** People and accounts, by name; `count` may be larger than the names that are shown. */
export interface Gainers {
  readonly count: number
  readonly names: readonly string[]
}

/** The exact writes that somebody agrees to. */
export interface Plan {
  /** Over everything else of the plan: consent is given to it. */
  readonly hash: string
  readonly way: Way
  readonly writes: readonly Write[]
  /** Who else would hold the privilege afterwards. */
  readonly gain: Gainers
  /** What the sentence about it names: a role, a depth, an account. */
  readonly args: Readonly<Record<string, string | number>>
}

export function makePlan(plan: Omit<Plan, 'hash'>): Plan {
  return { hash: hashOf(plan), ...plan }
}

/**
 * SHA-256, in hexadecimal: nobody can make two plans of one hash, and have the one agreed to and the other carried out.
 * Of what Node brings along, the domain uses these pure functions and nothing else.
 */
function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}

/** A GUID that is the same for the same value (RFC 9562, version 8). */
export function guidOf(value: unknown): string {
  const digits = hashOf(value)
  const [a, b, c, d] = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(13, 16), digits.slice(17, 20)]
  return `${a}-${b}-8${c}-a${d}-${digits.slice(20, 32)}`
}

/** What takes a write back; null: nothing does, or another write of the same plan takes it along. */
export function inverseOf(write: Write): Write | null {
  switch (write.kind) {
    case 'update':
      return write.table === 'email' ? null : { ...write, before: write.after, after: write.before }
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
