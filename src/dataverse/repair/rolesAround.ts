import type { BusinessUnit, Depth, Fact } from '../../domain/diagnosis/facts.js'
import type { Parties, RoleSeen, RolesSeen, SenderSeen } from '../../domain/repair/repair.js'
import { type Query, type ReadContext, readEach } from '../facts/factQuestions.js'
import * as queries from '../facts/queries.js'
import { key, number, objectIn, text } from '../facts/rowFields.js'
import { businessUnitOf, depthOf } from '../facts/rows/accountRows.js'
import { type Json, malformed, rowsOf } from '../http/responses.js'
import * as repairQueries from './repairQueries.js'
import { carriersOf, masterOf } from './roleFamilies.js'

/** The most roles to compare. Roles that the organization created itself come first. */
const MOST_CANDIDATES = 25

type Account = NonNullable<Parties['account']>
type Candidate = Omit<RoleSeen, 'sendAs' | 'privileges' | 'others'>

/** The result of the first trip: which roles might help, but not yet what they carry and who holds them. */
export interface RolesAround extends Omit<RolesSeen, 'roles'> {
  readonly account: Account
  readonly candidates: readonly Candidate[]
}

/**
 * The roles that the account holds, directly or through teams, those of its business unit that carry prvSendAsUser, and
 * in whose name it has made drafts since `since`.
 */
export function rolesAround(account: Account, since: string): Query<RolesAround> {
  const { id, businessUnitId } = account
  const own = [repairQueries.rolesHeldBy(id), repairQueries.teamRolesOf(id), repairQueries.rolesIn(businessUnitId)]
  return {
    paths: [queries.sendAsRoles(), queries.businessUnits(), ...own, repairQueries.sendersOf(id, since)],
    read: ([privileges, units, direct, teams, unit, senders]) => {
      const carries = carriersOf(rowsOf(privileges))
      const ofTeams = rowsOf(teams).flatMap(team => rowsOf({ value: team.teamroles_association }))
      const candidates = [
        ...rowsOf(direct).map(role => candidateOf(role, 'directly')),
        ...ofTeams.map(role => candidateOf(role, 'throughTeam')),
        ...rowsOf(unit)
          .filter(carries)
          .map(role => candidateOf(role, null)),
      ]
      return {
        account,
        ...privilegeIn(privileges),
        candidates: eachOnce(candidates),
        names: rowsOf(unit).flatMap(({ name }) => text(name) ?? []),
        businessUnits: rowsOf(units).map(businessUnitOf) satisfies readonly BusinessUnit[],
        senders: sendersIn(rowsOf(senders)),
      }
    },
  }
}

/** Where not all senders were read, one of the others may be anywhere. */
function sendersIn(rows: readonly Json[]): readonly SenderSeen[] {
  const senders = rows.map(row => ({
    id: key(row, 'systemuserid'),
    name: text(row.fullname) ?? '',
    businessUnitId: key(row, '_businessunitid_value'),
  }))
  return rows.length < repairQueries.MOST_SENDERS ? senders : [...senders, { id: '', name: '…', businessUnitId: '' }]
}

const DEPTHS: readonly (readonly [string, Depth])[] = [
  ['canbelocal', 'Local'],
  ['canbedeep', 'Deep'],
  ['canbeglobal', 'Global'],
]

function privilegeIn(privileges: Json | undefined): Pick<RolesSeen, 'privilegeId' | 'depths'> {
  const [row] = rowsOf(privileges)
  if (!row) throw malformed('there is no privilege prvSendAsUser')
  const depths = DEPTHS.filter(([column]) => row[column] === true).map(([, depth]) => depth)
  return { privilegeId: key(row, 'privilegeid'), depths }
}

function candidateOf(role: Json, held: RoleSeen['held']): Candidate {
  const managed = role.ismanaged !== false || text(role._roletemplateid_value) !== null
  return {
    id: key(role, 'roleid'),
    masterId: masterOf(role),
    name: text(role.name) ?? '',
    businessUnitId: key(role, '_businessunitid_value'),
    custom: !managed && objectIn(role.iscustomizable).Value === true,
    held,
  }
}

/** If a role is held in several ways, the first one counts. */
function eachOnce(candidates: readonly Candidate[]): readonly Candidate[] {
  const first = candidates.filter(({ id }, i) => candidates.findIndex(other => other.id === id) === i)
  return first.toSorted((a, b) => Number(b.custom) - Number(a.custom)).slice(0, MOST_CANDIDATES)
}

/** The second trip: what the roles carry, and who else holds them. */
export async function rolesSeen(around: RolesAround, reading: ReadContext): Promise<Fact<RolesSeen>> {
  const { account: _, candidates, ...seen } = around
  const asked = candidates.map(one => ({ question: roleQuestion(one, around), privilege: 'prvReadRole' }))
  const roles: RoleSeen[] = []
  for (const fact of await readEach(asked, reading)) {
    if (!fact.ok) return fact
    roles.push(fact.value)
  }
  return { ok: true, value: { ...seen, roles }, at: reading.now }
}

function roleQuestion(candidate: Candidate, { account, privilegeId }: RolesAround): Query<RoleSeen> {
  const { id, masterId } = candidate
  const holders = [repairQueries.holdersOf, repairQueries.holdersThroughTeams].map(ask => ask(masterId, account.id))
  return {
    paths: [repairQueries.privilegesOf(id), ...holders],
    read: ([privileges, ...found]) => {
      const carried = rowsOf({ value: privileges?.RolePrivileges })
      return {
        ...candidate,
        sendAs: depthIn(carried, privilegeId),
        privileges: carried.length,
        others: othersIn(found.map(rowsOf)),
      }
    },
  }
}

/** How far a role carries a privilege; null: it does not. `carried`: RolePrivileges. */
export function depthIn(carried: readonly Json[], privilegeId: string): Depth | null {
  const row = carried.find(({ PrivilegeId }) => text(PrivilegeId)?.toLowerCase() === privilegeId.toLowerCase())
  const depth = row ? depthOf(row) : null
  if (row && depth === null) throw malformed(`a privilege at an unknown depth: ${row.Depth}`)
  return depth
}

/** Values of accessmode with which no person signs in. */
const NON_INTERACTIVE = 4
/** Where not all holders were read, one of the others might be a person. */
const UNREAD = { name: '…', service: false }

function othersIn(found: readonly (readonly Json[])[]): RoleSeen['others'] {
  const users = new Map(found.flat().map(row => [key(row, 'systemuserid'), row]))
  const others = [...users].map(([id, row]) => ({
    name: text(row.fullname) ?? id,
    service: text(row.applicationid) !== null || number(row.accessmode) === NON_INTERACTIVE,
  }))
  const all = found.every(({ length }) => length < repairQueries.MOST_HOLDERS)
  return all ? others : [...others, UNREAD]
}
