import type { BusinessUnit, PrivilegeGrant, Sender, User } from './facts.js'

/**
 * The send-as rule of KB 4494727, as documented: an account that sends for another user needs that user's consent and
 * prvSendAsUser. Not documented, and decided here: an account that sends for itself needs neither, and the depth of
 * the privilege is measured against the business unit of the sender's user record.
 */

/** The one that was asked about; null: nobody, or several. */
export function only<T>(found: readonly T[]): T | null {
  return found.length === 1 ? (found[0] ?? null) : null
}

/** Why the send-as rule does not apply to this pair (a key below `because.`); null: it applies. */
export function exemption(sender: Sender | null, routerAccount: User | null): string | null {
  if (!sender) return 'senderUnknown'
  if (sender.kind === 'queue') return 'senderIsQueue'
  if (!routerAccount) return 'routerAccountUnknown'
  return sender.id === routerAccount.id ? 'senderIsRouterAccount' : null
}

/** Whether a grant reaches a business unit. Local: the same one; Deep: that and those below; Global: all; Basic: only its own. */
export function reaches(grant: PrivilegeGrant, businessUnitId: string, units: readonly BusinessUnit[]): boolean {
  switch (grant.depth) {
    case 'Global':
      return true
    case 'Deep':
      return lineage(businessUnitId, units).includes(grant.businessUnitId)
    case 'Local':
      return grant.businessUnitId === businessUnitId
    case 'Basic':
      return false
  }
}

/** The unit and those above it, upwards. Stops at a unit that is not known, or met twice. */
function lineage(id: string, units: readonly BusinessUnit[]): string[] {
  const parents = new Map(units.map(unit => [unit.id, unit.parentId]))
  const line: string[] = []
  for (let at: string | null = id; at !== null && !line.includes(at); at = parents.get(at) ?? null) line.push(at)
  return line
}

export function unitName(id: string, units: readonly BusinessUnit[]): string {
  return units.find(unit => unit.id === id)?.name ?? id
}
