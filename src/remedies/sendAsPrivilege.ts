import type { Depth, PrivilegeGrant } from '../domain/diagnosis/facts.js'
import { businessUnitName, reaches } from '../domain/diagnosis/sendAs.js'
import { type Gainers, guidOf, makePlan, type Plan, type Write } from '../domain/repair/plan.js'
import { defineRemedy } from '../domain/repair/remedy.js'
import type { Parties, RepairRequest, RoleSeen, RolesSeen, SenderSeen } from '../domain/repair/repair.js'

const PRIVILEGE = 'prvSendAsUser'
const ROUTER_ROLE = 'Email Router send-as'
const OTHER_ROLE = 'Send as others'
/** From the smallest to the largest. At Basic, prvSendAsUser reaches nobody. */
const DEPTHS: readonly Depth[] = ['Local', 'Deep', 'Global']

interface Needs {
  readonly account: NonNullable<Parties['account']>
  /** Business units of the sender, and of all others for whom the account holds mail. */
  readonly units: readonly string[]
  /** Those others. */
  readonly others: readonly SenderSeen[]
  readonly seen: RolesSeen
}

const grantRemedy = {
  decides: 'administrator',
  releasesMail: true,
  releasesOthers: true,
  needs: ['roles'],
  plan: plansFor,
} as const

/** The account does not hold the privilege at all. */
export const sendAsPrivilege = defineRemedy({ ...grantRemedy, id: 'sendAsPrivilege', cures: ['sendAsPrivilege'] })

/** The account holds the privilege, but not deep enough. */
export const sendAsDepth = defineRemedy({
  ...grantRemedy,
  id: 'sendAsDepth',
  cures: ['sendAsDepth'],
})

/**
 * The safe ways to let the account send for the sender, the one that changes least first: give it an existing
 * role; add the privilege to a role that only service accounts hold; create a role with nothing else. A managed role, or
 * one that ships with the product, is never changed and never given.
 */
function plansFor({ parties }: RepairRequest, { roles }: { readonly roles: RolesSeen }): readonly Plan[] {
  if (!parties.account || !parties.sender.businessUnitId) return []
  const { id, businessUnitId } = parties.sender
  const others = roles.senders.filter(sender => sender.id !== id && sender.id !== parties.account?.id)
  const units = [...new Set([businessUnitId, ...others.map(sender => sender.businessUnitId)])]
  const needing: Needs = { account: parties.account, units, others, seen: roles }
  const [give] = rolesToGive(needing)
  const [extend] = rolesToExtend(needing)
  const ways = [give && givePlan(needing, give), extend && extendPlan(needing, extend), createPlan(needing)]
  return ways.filter(plan => plan !== null && plan !== undefined)
}

/** The smallest depth at which a grant in this business unit reaches all senders'; null: the privilege cannot have such a depth. */
function depthFrom(businessUnitId: string, needing: Needs): Depth | null {
  const fits = (depth: Depth) => reachesAll({ depth, businessUnitId }, needing)
  return DEPTHS.filter(depth => needing.seen.depths.includes(depth)).find(fits) ?? null
}

function deepEnough({ sendAs: depth, businessUnitId }: RoleSeen, needing: Needs): boolean {
  return depth !== null && reachesAll({ depth, businessUnitId }, needing)
}

function reachesAll(grant: PrivilegeGrant, { seen, units }: Needs): boolean {
  return units.every(unit => reaches(grant, unit, seen.businessUnits) === true)
}

/** Roles to give to the account: those with the fewest privileges first, then those that reach least. */
function rolesToGive(needing: Needs): readonly RoleSeen[] {
  const fits = ({ custom, held, businessUnitId }: RoleSeen) =>
    custom && held === null && businessUnitId === needing.account.businessUnitId
  return needing.seen.roles
    .filter(role => fits(role) && deepEnough(role, needing))
    .toSorted((a, b) => a.privileges - b.privileges || rank(a.sendAs) - rank(b.sendAs) || a.name.localeCompare(b.name))
}

/**
 * Roles to add the privilege to. Only service accounts may gain it. The account's own roles come first, since anybody may
 * join a team later; then those that the fewest others hold.
 */
function rolesToExtend(needing: Needs): readonly RoleSeen[] {
  return needing.seen.roles
    .filter(({ custom, held, others }) => custom && held !== null && others.every(({ service }) => service))
    .toSorted((a, b) => ofTeam(a) - ofTeam(b) || a.others.length - b.others.length || a.name.localeCompare(b.name))
}

function ofTeam({ held }: RoleSeen): number {
  return held === 'throughTeam' ? 1 : 0
}

function rank(depth: Depth | null): number {
  return depth === null ? DEPTHS.length : DEPTHS.indexOf(depth)
}

function givePlan(needing: Needs, role: RoleSeen): Plan {
  const { account } = needing
  return makePlan({
    way: 'giveRole',
    writes: [{ kind: 'giveRole', userId: account.id, roleId: role.id, role: role.name }],
    gain: nobody,
    args: {
      role: role.name,
      account: account.name,
      depth: role.sendAs ?? '',
      privileges: role.privileges,
      ...reachArgs(needing),
    },
  })
}

/** Who else than the sender the depth was chosen for; nothing if nobody. */
function reachArgs({ others }: Needs): Plan['args'] {
  if (others.length === 0) return {}
  const names = others.map(({ name }) => name).toSorted()
  const shown = names.slice(0, SHOWN_NAMES)
  return { others: names.length, otherNames: shown.join(', '), moreOthers: names.length - shown.length }
}

const nobody: Gainers = { count: 0, names: [] }
const SHOWN_NAMES = 5

function extendPlan(needing: Needs, role: RoleSeen): Plan | null {
  const depth = depthFrom(role.businessUnitId, needing)
  if (depth === null) return null
  const names = role.others.map(({ name }) => name).toSorted()
  return makePlan({
    way: 'extendRole',
    writes: [settingPrivilege({ roleId: role.masterId, role: role.name, before: role.sendAs, after: depth }, needing)],
    gain: { count: names.length, names: names.slice(0, SHOWN_NAMES) },
    args: { role: role.name, account: needing.account.name, depth, privileges: role.privileges, ...reachArgs(needing) },
  })
}

/** The role is created in the account's own business unit, so that it can be given to the account. */
function createPlan(needing: Needs): Plan | null {
  const { account, seen } = needing
  const { businessUnitId } = account
  const depth = depthFrom(businessUnitId, needing)
  if (depth === null) return null
  const role = freeName(account.as === undefined || account.as === 'router' ? ROUTER_ROLE : OTHER_ROLE, seen.names)
  const roleId = guidOf([account.id, role, depth])
  return makePlan({
    way: 'createRole',
    writes: [
      { kind: 'createRole', roleId, role, businessUnitId },
      settingPrivilege({ roleId, role, before: null, after: depth }, needing),
      { kind: 'giveRole', userId: account.id, roleId, role },
    ],
    gain: nobody,
    args: {
      role,
      account: account.name,
      depth,
      unit: businessUnitName(businessUnitId, seen.businessUnits),
      ...reachArgs(needing),
    },
  })
}

type Setting = Pick<Extract<Write, { kind: 'setPrivilege' }>, 'roleId' | 'role' | 'before' | 'after'>

function settingPrivilege(setting: Setting, { seen }: Needs): Write {
  return { kind: 'setPrivilege', ...setting, privilegeId: seen.privilegeId, privilege: PRIVILEGE }
}

/** A role name that is taken gets a number, so that people can tell the roles apart. */
function freeName(wanted: string, taken: readonly string[]): string {
  const used = new Set(taken.map(name => name.toLowerCase()))
  let name = wanted
  for (let number = 2; used.has(name.toLowerCase()); number++) name = `${wanted} ${number}`
  return name
}
