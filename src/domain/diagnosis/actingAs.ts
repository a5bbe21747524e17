import { singleOf } from '../singleOf.js'
import type { Facts, User } from './facts.js'

/** In what capacity an account asked Dynamics 365 to send; the capacity that says most first. */
export const ACTING_AS = ['router', 'workflow', 'flow', 'integration', 'named', 'person'] as const
export type ActingAs = (typeof ACTING_AS)[number]

interface Draft {
  readonly drafts: number
  /** With whom they were made, in impersonation. */
  readonly onlyWith: readonly User[]
}

/**
 * Whom an account needed each time that it made drafts; empty: it also made some by itself. Only drafts tell: jobs do not name
 * the sender, and whoever named the account did not say how it acted.
 */
export function partnersIn(claims: readonly Draft[]): readonly User[] {
  const acts = claims.filter(({ drafts }) => drafts > 0)
  if (acts.some(({ onlyWith }) => onlyWith.length === 0)) return []
  return [...new Map(acts.flatMap(({ onlyWith }) => onlyWith.map(user => [user.id, user] as const))).values()]
}

/** The account that the Email Router signs in with; null: another channel, or it is not clear. */
export function routerAccountOf(facts: Pick<Facts, 'mailSettings' | 'routerAccounts' | 'namedAccounts'>): User | null {
  if (facts.mailSettings.channel !== 'router') return null
  return singleOf(facts.routerAccounts ?? facts.namedAccounts ?? [])
}
