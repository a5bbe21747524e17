import type { Evidence } from './diagnosis.js'
import type { BusinessUnit, HeldRole, MailSettings, Organization, PrivilegeGrant, Sender, User } from './facts.js'

/**
 * The send-as rule of KB 4494727, as documented: an account that sends for another user needs that user's consent and
 * prvSendAsUser. Not documented, and decided here: an account that sends for itself needs neither, and the depth of
 * the privilege is measured against the business unit of the sender's user record.
 */

/** The only element; null: there is none, or there are several. */
export function singleOf<T>(found: readonly T[]): T | null {
  return found.length === 1 ? (found[0] ?? null) : null
}

/** organization.emailconnectionchannel 0: a router's polls are refused (0x8005E246, RouterIsDisabled). */
export function usesSynchronization({ channel }: MailSettings): boolean {
  return channel === 0
}

/** What decides whether the rule applies to a sender and an account. */
export interface SenderAndAccount {
  readonly senders: readonly Sender[]
  readonly routerAccounts: readonly User[]
  readonly mailSettings: MailSettings
  readonly organization: Organization
}

/** The sender and the account that the rule applies to, or why it does not apply (a key below `because.`). */
export function sendAsPair({ senders, routerAccounts, mailSettings, organization }: SenderAndAccount) {
  const sender = singleOf(senders)
  const account = singleOf(routerAccounts)
  if (usesSynchronization(mailSettings)) return 'notTheRouter'
  if (!sender) return 'senderUnknown'
  if (sender.kind === 'queue') return 'senderIsQueue'
  if (!account) return 'actingAccountUnknown'
  if (sender.id === account.id) return 'senderIsRouterAccount'
  return isOlderThanRule(organization.version) ? 'olderVersion' : { sender, account }
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

/** The roles that give the account the privilege, directly or through a team. */
export function roleEvidence(roles: readonly HeldRole[]): readonly Evidence[] {
  return roles.map(({ role, team }) =>
    team === null ? { label: 'roleDirect', value: role } : { label: 'roleOfTeam', value: `${role} (${team})` },
  )
}
