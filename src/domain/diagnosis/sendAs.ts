import { singleOf } from '../singleOf.js'
import { ACTING_NEEDS, type Acting, type ActingFacts, actingAccounts } from './acting.js'
import { routerAccountOf } from './actingAs.js'
import type { AccountRights, AccountRoles, BusinessUnit, Facts, OverdueSender, PrivilegeGrant, User } from './facts.js'
import { type ActingParty, type Evidence, notApplicable, type Outcome, type Problem, undetermined } from './finding.js'

/**
 * The send-as rule of KB 4494727, as documented: an account that sends for another user needs that user's consent and
 * prvSendAsUser. Not documented, and decided here: an account that sends for itself needs neither, and the depth of
 * the privilege is measured against the business unit of the sender's user record.
 */

/** The facts that decide whether, and to whom, the rule applies. */
export const SEND_AS_NEEDS = [...ACTING_NEEDS, 'organization'] as const
type SendAsFacts = ActingFacts & Pick<Facts, 'organization'>

interface SendAsCase {
  readonly sender: User
  readonly accounts: readonly Acting[]
}

/** The sender and the accounts that the rule applies to, or the outcome of a check where it does not apply. */
export function sendAsCase(facts: SendAsFacts): SendAsCase | { readonly stop: Outcome } {
  const sender = singleOf(facts.senders)
  if (!sender) return { stop: notApplicable('senderUnknown') }
  if (sender.kind === 'queue') return { stop: notApplicable('senderIsQueue') }
  if (isOlderThanRule(facts.organization.version)) return { stop: notApplicable('olderVersion') }
  const accounts = actingAccounts(facts)
  return accounts.length === 0 ? { stop: nobodyActs(facts) } : { sender, accounts }
}

/** Where the router is the channel, there is an account, even if nobody told us which. */
export function nobodyActs(facts: ActingFacts): Outcome {
  if (facts.mailSettings.channel === 'synchronization') return notApplicable('nobodySends')
  const named = facts.routerAccounts ?? facts.namedAccounts ?? []
  return unnamedRouter(facts) ?? notApplicable(named.length === 1 ? 'senderIsRouterAccount' : 'actingAccountUnknown')
}

/** The router sends, too, even if nobody told us with which account. null: it is known, or there is no router. */
export function unnamedRouter({ mailSettings, routerAccounts, namedAccounts }: ActingFacts): Outcome | null {
  if (mailSettings.channel !== 'router' || routerAccounts !== null || namedAccounts !== null) return null
  return undetermined('routerAccounts', 'no router account was named', 'notGathered')
}

/** What a check of several accounts found: none of them fails, or the first that does, certain ones first. */
export function firstFailing(accounts: readonly Acting[], fails: (account: User) => boolean): Failing | null {
  const [first, ...others] = accounts.filter(({ account }) => fails(account))
  if (!first) return null
  const { id, name, businessUnitId } = first.account
  return {
    severity: first.certain ? 'blocking' : 'contributing',
    account: { id, name, businessUnitId, as: first.as },
    args: { account: name, as: first.as, others: others.length },
    evidence: [first, ...others].flatMap(({ evidence }) => evidence),
  }
}

interface Failing extends Pick<Problem, 'severity' | 'evidence'> {
  readonly account: ActingParty
  readonly args: { readonly account: string; readonly as: string; readonly others: number }
}

/** The rights of no more accounts than this are read; the others are only counted. */
export const MOST_RIGHTS = 5

/**
 * What is known of the rights of several accounts. `more`: those whose rights were not read, because there are too many;
 * `unread`: the outcome if those of an account that certainly acts are missing for any other reason.
 */
export function withRights(accounts: readonly Acting[], rights: readonly AccountRights[]) {
  const rightsOf = ({ id }: User) => rights.find(({ accountId }) => accountId === id)
  const seen = accounts.filter(({ account }) => rightsOf(account))
  const left = accounts.length - seen.length
  const more: readonly Evidence[] = left > 0 ? [{ label: 'moreAccounts', value: String(left) }] : []
  const missing = accounts.some(acting => acting.certain && !seen.includes(acting)) && rights.length < MOST_RIGHTS
  return {
    seen,
    more,
    unread: missing ? undetermined('rights', 'the permissions of an account were not read', 'absent') : null,
    grantsOf: (account: User) => rightsOf(account)?.sendAs ?? [],
    readsQueue: (account: User) => rightsOf(account)?.readsQueue ?? null,
  }
}

/** KB 4494727: the rule holds since certain builds of 8.2.2 and 9.x. Which builds is not documented, so it is taken to hold for all of 8.2. */
function isOlderThanRule(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < 8 || (major === 8 && minor < 2)
}

/**
 * Whether a grant reaches a business unit. Local: the same unit; Deep: that unit and those below; Global: all; Basic: only
 * the account's own records. null: unknown, because a unit on the way up is missing or the depth is unknown.
 */
export function reaches(grant: PrivilegeGrant, businessUnitId: string, units: readonly BusinessUnit[]): boolean | null {
  switch (grant.depth) {
    case 'Global':
      return true
    case 'Deep': {
      const { line, whole } = lineage(businessUnitId, units)
      return line.includes(grant.businessUnitId) || (whole ? false : null)
    }
    case 'Local':
      return grant.businessUnitId === businessUnitId
    case 'Basic':
      return false
    case null:
      return null
  }
}

/** Whether any of several grants reaches the business unit. */
export function reachOf(
  grants: readonly PrivilegeGrant[],
  businessUnitId: string,
  units: readonly BusinessUnit[],
): boolean | null {
  const each = grants.map(grant => reaches(grant, businessUnitId, units))
  return each.includes(true) || (each.includes(null) ? null : false)
}

/** The unit and those above it, upwards. Stops at the root or at a cycle. Not `whole`: it stopped at an unknown unit. */
function lineage(id: string, units: readonly BusinessUnit[]): { readonly line: string[]; readonly whole: boolean } {
  const parents = new Map(units.map(unit => [unit.id, unit.parentId]))
  const line: string[] = []
  let at: string | null = id
  while (at !== null && !line.includes(at)) {
    line.push(at)
    const parent = parents.get(at)
    if (parent === undefined) return { line, whole: false }
    at = parent
  }
  return { line, whole: true }
}

export function businessUnitName(id: string, units: readonly BusinessUnit[]): string {
  return units.find(unit => unit.id === id)?.name ?? id
}

export function reachEvidence({ depth, businessUnitId }: PrivilegeGrant, units: readonly BusinessUnit[]): Evidence {
  return { label: 'privilegeReach', value: `${depth ?? '?'}, ${businessUnitName(businessUnitId, units)}` }
}

/** The roles that give these accounts the privilege, directly or through a team. */
export function roleEvidence(accounts: readonly Acting[], roles: readonly AccountRoles[] | null): readonly Evidence[] {
  const ofAccounts = (roles ?? []).filter(({ accountId }) => accounts.some(({ account }) => account.id === accountId))
  return ofAccounts.flatMap(one =>
    one.roles.map(
      ({ role, team }): Evidence =>
        team === null ? { label: 'roleDirect', value: role } : { label: 'roleOfTeam', value: `${role} (${team})` },
    ),
  )
}

interface RouterFacts extends Pick<Facts, 'mailSettings' | 'routerAccounts' | 'namedAccounts'> {
  readonly rights: Facts['rights'] | null
  readonly businessUnits: Facts['businessUnits'] | null
}

/** Whether the router may send for somebody, so that only a standstill explains that it does not. */
export function isReachedByRouter({ businessUnitId }: OverdueSender, facts: RouterFacts): boolean {
  const account = routerAccountOf(facts)
  const grants = facts.rights?.find(({ accountId }) => accountId === account?.id)?.sendAs ?? []
  const isReached = businessUnitId !== null && reachOf(grants, businessUnitId, facts.businessUnits ?? []) === true
  return account !== null && account.disabled === false && isReached
}
