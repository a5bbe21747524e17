import { Refusal } from '../api/errors.js'
import type { Database, Row } from './database.js'
import { schemaOf } from './schema.js'

export type Depth = 'Basic' | 'Local' | 'Deep' | 'Global'

export interface Grant {
  readonly privilege: string
  readonly privilegeId: string
  readonly depth: Depth
  /** Business unit of the role that contains it. */
  readonly businessUnitId: string
  readonly byTeam: boolean
}

/** roleprivileges.privilegedepthmask */
const DEPTHS: Readonly<Record<number, Depth>> = { 1: 'Basic', 2: 'Local', 4: 'Deep', 8: 'Global' }
export const MASKS: Readonly<Record<Depth, number>> = { Basic: 1, Local: 2, Deep: 4, Global: 8 }

/** The privilege to read and to write a table; null: none is needed. */
const READ: Readonly<Record<string, string | null>> = {
  systemuser: 'prvReadUser',
  usersettings: 'prvReadUserSettings',
  mailbox: 'prvReadMailbox',
  email: 'prvReadActivity',
  activityparty: 'prvReadActivity',
  role: 'prvReadRole',
  team: 'prvReadTeam',
  businessunit: 'prvReadBusinessUnit',
  organization: 'prvReadOrganization',
  queue: 'prvReadQueue',
  tracelog: 'prvReadTraceLog',
  emailserverprofile: 'prvReadEmailServerProfile',
  asyncoperation: 'prvReadAsyncOperation',
  workflow: 'prvReadWorkflow',
  flowrun: 'prvReadflowrun',
  audit: 'prvReadAuditSummary',
}
const WRITE: Readonly<Record<string, string>> = {
  systemuser: 'prvWriteUser',
  usersettings: 'prvWriteUserSettings',
  mailbox: 'prvWriteMailbox',
  email: 'prvWriteActivity',
  role: 'prvWriteRole',
}

/** Every privilege that a user holds, through their own roles and those of their teams. */
export function grantsOf(db: Database, userId: string): Grant[] {
  const own = [...db.table('systemuserroles').having('systemuserid', userId)]
  const teams = [...db.table('teammembership').having('systemuserid', userId)]
  const teamRoles = teams.flatMap(({ teamid = null }) => [...db.table('teamroles').having('teamid', teamid)])
  return [
    ...own.flatMap(({ roleid }) => grantsOfRole(db, String(roleid), false)),
    ...teamRoles.flatMap(({ roleid }) => grantsOfRole(db, String(roleid), true)),
  ]
}

export function grantsOfRole(db: Database, roleId: string, byTeam = false): Grant[] {
  const role = db.table('role').find(roleId)
  if (!role) return []
  const grants = [...db.table('roleprivileges').having('roleid', roleId)].map(row => ({
    privilege: String(db.table('privilege').find(String(row.privilegeid))?.name),
    privilegeId: String(row.privilegeid),
    depth: DEPTHS[Number(row.privilegedepthmask)] ?? 'Basic',
    businessUnitId: String(role._businessunitid_value),
    byTeam,
  }))
  return byTeam && role.isinherited === TEAM_ONLY ? grants.filter(({ depth }) => depth !== 'Basic') : grants
}

/** role.isinherited: what such a role of a team grants at user level applies to the records of the team, not to its members. */
const TEAM_ONLY = 0

/** The business units from one up to the root, starting with the unit itself. */
function lineage(db: Database, unitId: string): string[] {
  const parent = db.table('businessunit').find(unitId)?._parentbusinessunitid_value
  return parent ? [unitId, ...lineage(db, String(parent))] : [unitId]
}

/** Whether grants reach a record of a business unit. Basic reaches only the user's own records. */
export function reach(db: Database, grants: readonly Grant[], unitId: string, isOwn = false): boolean {
  return grants.some(({ depth, businessUnitId }) => {
    if (depth === 'Global' || isOwn) return true
    if (depth === 'Deep') return lineage(db, unitId).includes(businessUnitId)
    return depth === 'Local' && businessUnitId === unitId
  })
}

export interface Caller {
  readonly user: Row
  readonly grants: readonly Grant[]
}

export function principalOf(db: Database, user: Row): Caller {
  return { user, grants: grantsOf(db, String(user.systemuserid)) }
}

/** Which rows of a table the caller may see; throws if the privilege is missing altogether. */
export function readable(db: Database, caller: Caller, table: string): (row: Row) => boolean {
  const privilege = READ[table]
  if (!privilege) return () => true
  const grants = caller.grants.filter(grant => grant.privilege === privilege)
  const own = (row: Row) => ownerOf(table, row) === caller.user.systemuserid || isMember(db, caller.user, row)
  if (grants.length === 0 && table !== 'usersettings') throw missing(caller, privilege, table)
  if (grants.some(({ depth }) => depth === 'Global')) return () => true
  return row => {
    // Everybody may read their own options.
    if (table === 'usersettings' && own(row)) return true
    if (grants.length === 0) throw missing(caller, privilege, table)
    return reach(db, grants, unitOf(db, table, row), own(row))
  }
}

/** A private queue is shared with its members. */
function isMember(db: Database, user: Row, { queueid = null, queueviewtype }: Row): boolean {
  if (queueviewtype !== PRIVATE) return false
  return [...db.table('queuemembership').having('queueid', queueid)].some(
    ({ systemuserid }) => systemuserid === user.systemuserid,
  )
}

/** queue.queueviewtype */
export const PRIVATE = 1

export function demandWrite(db: Database, caller: Caller, table: string, row: Row): void {
  const privilege = WRITE[table] ?? `prvWrite${schemaOf(table).schemaName}`
  const own = ownerOf(table, row) === caller.user.systemuserid
  if (table === 'usersettings' && own) return
  const grants = caller.grants.filter(grant => grant.privilege === privilege)
  if (grants.length === 0) throw missing(caller, privilege, table)
  if (!reach(db, grants, unitOf(db, table, row), own)) {
    throw new Refusal(
      403,
      '0x80048306',
      `Principal with id ${caller.user.systemuserid} does not have WriteAccess right(s) for record of entity ${table}`,
    )
  }
}

interface Demanded {
  readonly privilege: string
  readonly table: string
  /** The business unit that the privilege has to reach. */
  readonly unit: string
}

export function demandPrivilege(db: Database, caller: Caller, { privilege, table, unit }: Demanded): void {
  const grants = caller.grants.filter(grant => grant.privilege === privilege)
  if (!reach(db, grants, unit)) throw missing(caller, privilege, table)
}

/** Nobody may grant more than they hold: neither a greater depth nor a wider reach. */
export function demandHeld(
  db: Database,
  caller: Caller,
  { privilege, depth, businessUnitId }: Pick<Grant, 'privilege' | 'depth' | 'businessUnitId'>,
): void {
  const grants = caller.grants.filter(grant => grant.privilege === privilege && MASKS[grant.depth] >= MASKS[depth])
  if (!reach(db, grants, businessUnitId, depth === 'Basic')) throw missing(caller, privilege, 'role')
}

export function demand(caller: Caller, privilege: string, table: string): void {
  if (!caller.grants.some(grant => grant.privilege === privilege)) throw missing(caller, privilege, table)
}

/** Whether the caller has a right, as a boolean instead of a refusal. */
export function granted(ask: () => unknown): boolean {
  try {
    return ask() !== false
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

function missing({ user, grants }: Caller, privilege: string, table: string): Refusal {
  const { otc } = schemaOf(table)
  const who = `Id=${user.systemuserid}, type=8, privilegeCount=${grants.length}, accessMode=${user.accessmode}`
  return new Refusal(
    403,
    '0x80040220',
    `Principal user (${who}) is missing ${privilege} privilege on OTC=${otc} for entity '${table}'. context.Caller=${user.systemuserid}`,
  )
}

function ownerOf(table: string, row: Row): unknown {
  return table === 'systemuser' || table === 'usersettings' ? row.systemuserid : (row._ownerid_value ?? null)
}

function unitOf(db: Database, table: string, row: Row): string {
  const direct =
    row._owningbusinessunit_value ?? row.owningbusinessunit ?? row._businessunitid_value ?? row.businessunitid
  if (direct) return String(direct)
  const owner = db.table('systemuser').find(String(ownerOf(table, row) ?? ''))
  return String(owner?._businessunitid_value ?? '')
}
