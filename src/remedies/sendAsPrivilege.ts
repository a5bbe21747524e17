import type { Depth } from '../domain/diagnosis/facts.js'
import { businessUnitName, reaches } from '../domain/diagnosis/sendAs.js'
import { type Gainers, guidOf, makePlan, type Plan, type Write } from '../domain/repair/plan.js'
import { defineRemedy } from '../domain/repair/remedy.js'
import type { Parties, RepairRequest, RoleSeen, RolesSeen } from '../domain/repair/repair.js'

const PRIVILEGE = 'prvSendAsUser'
const ROLE_NAME = 'Email Router send-as'
/** From the smallest to the largest. At Basic, prvSendAsUser reaches nobody. */
const DEPTHS: readonly Depth[] = ['Local', 'Deep', 'Global']

interface Needs {
  readonly account: NonNullable<Parties['account']>
  /** Business unit of the sender. */
  readonly unit: string
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
 * The safe ways to let the router's account send for the sender, the one that changes least first: give it an existing
 * role; add the privilege to a role that only service accounts hold; create a role with nothing else. A managed role, or
 * one that ships with the product, is never changed and never given.
 */
function plansFor({ parties }: RepairRequest, { roles }: { readonly roles: RolesSeen }): readonly Plan[] {
  if (!parties.account || !parties.sender.businessUnitId) return []
  const needing = { account: parties.account, unit: parties.sender.businessUnitId, seen: roles }
  const [give] = rolesToGive(needing)
  const [extend] = rolesToExtend(needing)
  const ways = [give && givePlan(needing, give), extend && extendPlan(needing, extend), createPlan(needing)]
  return ways.filter(plan => plan !== null && plan !== undefined)
}

/** The smallest depth at which a grant in this business unit reaches the sender's; null: the privilege cannot have such a depth. */
function depthFrom(businessUnitId: string, { seen, unit }: Needs): Depth | null {
  const fits = (depth: Depth) => reaches({ depth, businessUnitId }, unit, seen.businessUnits)
  return DEPTHS.filter(depth => seen.depths.includes(depth)).find(fits) ?? null
}

function deepEnough(role: RoleSeen, { seen, unit }: Needs): boolean {
  const { sendAs: depth, businessUnitId } = role
  return depth !== null && reaches({ depth, businessUnitId }, unit, seen.businessUnits) === true
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

function givePlan({ account }: Needs, role: RoleSeen): Plan {
  return makePlan({
    way: 'giveRole',
    writes: [{ kind: 'giveRole', userId: account.id, roleId: role.id, role: role.name }],
    gain: nobody,
    args: { role: role.name, account: account.name, depth: role.sendAs ?? '', privileges: role.privileges },
  })
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
    args: { role: role.name, account: needing.account.name, depth, privileges: role.privileges },
  })
}

/** The role is created in the account's own business unit, so that it can be given to the account. */
function createPlan(needing: Needs): Plan | null {
  const { account, seen } = needing
  const { businessUnitId } = account
  const depth = depthFrom(businessUnitId, needing)
  if (depth === null) return null
  const role = freeName(seen.names)
  const roleId = guidOf([account.id, role, depth])
  return makePlan({
    way: 'createRole',
    writes: [
      { kind: 'createRole', roleId, role, businessUnitId },
      settingPrivilege({ roleId, role, before: null, after: depth }, needing),
      { kind: 'giveRole', userId: account.id, roleId, role },
    ],
    gain: nobody,
    args: { role, account: account.name, depth, unit: businessUnitName(businessUnitId, seen.businessUnits) },
  })
}

type Setting = Pick<Extract<Write, { kind: 'setPrivilege' }>, 'roleId' | 'role' | 'before' | 'after'>

function settingPrivilege(setting: Setting, { seen }: Needs): Write {
  return { kind: 'setPrivilege', ...setting, privilegeId: seen.privilegeId, privilege: PRIVILEGE }
}

/** A role name that is taken gets a number, so that people can tell the roles apart. */
function freeName(taken: readonly string[]): string {
  const used = new Set(taken.map(name => name.toLowerCase()))
  let name = ROLE_NAME
  for (let number = 2; used.has(name.toLowerCase()); number++) name = `${ROLE_NAME} ${number}`
  return name
}
