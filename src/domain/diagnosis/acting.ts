import type { EvidenceKey } from '../messageKey.js'
import { singleOf } from '../singleOf.js'
import { ACTING_AS, type ActingAs, partnersIn, routerAccountOf } from './actingAs.js'
import type { DraftGroup, Facts, User } from './facts.js'
import type { Evidence } from './finding.js'
import { isPlatform, isService } from './rows/accounts.js'
import { linkedJobs } from './rows/linkedJobs.js'
import { flowDrafts, makersOf } from './rows/mails.js'
import { flowEvidence, workflowEvidence } from './rows/workflowEvidence.js'

/** An account that asked Dynamics 365 to send in the sender's name. */
export interface Acting {
  readonly account: User
  readonly as: ActingAs
  /** How we know. */
  readonly evidence: readonly Evidence[]
  /** It certainly acted for this sender, so what it lacks blocks. Otherwise it may concern the sender. */
  readonly certain: boolean
  /** How many drafts it made in the sender's name. */
  readonly drafts: number
  /** It made drafts only in impersonation, together with these: the rights of all of them are needed. Empty: also by itself. */
  readonly onlyWith: readonly User[]
}

interface Reason extends Pick<Acting, 'as' | 'evidence'> {
  /** Only these drafts of the group were certainly meant to be sent; absent: all. */
  readonly part?: DraftGroup
}

/** The facts that tell which accounts acted. A fact that only adds evidence is null where it was not read. */
export const ACTING_NEEDS = [
  'senders',
  'mailSettings',
  'statement',
  'routerAccounts',
  'namedAccounts',
  'drafts',
  'accounts',
] as const
export const ACTING_MAY_USE = ['jobs', 'jobOwnersOfSender', 'flowFailures', 'workflows'] as const
type Needed = (typeof ACTING_NEEDS)[number]
type Used = (typeof ACTING_MAY_USE)[number]
export type ActingFacts = { readonly [K in Needed]: Facts[K] } & { readonly [K in Used]: Facts[K] | null }

/**
 * Who asked Dynamics 365 to send for the sender, the sender and the platform excepted: the router's account and the one that a
 * person named, then those that certainly did, then those with the most drafts. A draft alone is no evidence, since assistants
 * prepare drafts for others.
 */
export function actingAccounts(facts: ActingFacts): readonly Acting[] {
  const sender = singleOf(facts.senders)
  if (!sender) return []
  const claims = [
    ...routerClaims(facts),
    ...namedClaims(facts),
    ...textClaims(facts),
    ...draftClaims(facts),
    ...jobClaims(facts),
  ]
  const others = claims.filter(({ account }) => account.id !== sender.id && !isPlatform(account))
  const ids = [...new Set(others.map(({ account }) => account.id))]
  return ids
    .map(id => merged(others.filter(({ account }) => account.id === id)))
    .toSorted((a, b) => rankOf(b, facts) - rankOf(a, facts) || b.drafts - a.drafts)
}

function rankOf({ account, as, certain, onlyWith }: Acting, { namedAccounts }: ActingFacts): number {
  const named = singleOf(namedAccounts ?? [])?.id
  const leads = as === 'router' || [account, ...onlyWith].some(({ id }) => id === named)
  return Number(leads) + Number(certain)
}

function merged(claims: readonly Acting[]): Acting {
  const [first] = claims.toSorted((a, b) => ACTING_AS.indexOf(a.as) - ACTING_AS.indexOf(b.as)) as [Acting]
  return {
    account: first.account,
    as: first.as,
    evidence: claims.flatMap(({ evidence }) => evidence),
    certain: claims.some(({ certain }) => certain),
    drafts: claims.reduce((sum, { drafts }) => sum + drafts, 0),
    onlyWith: partnersIn(claims),
  }
}

function routerClaims(facts: ActingFacts): readonly Acting[] {
  const account = facts.statement.ownRight ? null : routerAccountOf(facts)
  return account ? [claim(account, { as: 'router', evidence: [named('routerAccount', account)] })] : []
}

function namedClaims({ namedAccounts }: ActingFacts): readonly Acting[] {
  const account = singleOf(namedAccounts ?? [])
  return account ? [claim(account, { as: 'named', evidence: [named('namedAccount', account)] })] : []
}

/** An error text names the account that was refused. */
function textClaims(facts: ActingFacts): readonly Acting[] {
  return facts.statement.accountIds.flatMap(id => {
    const account = userIn(facts, id)
    return account ? [claim(account, { as: 'named', evidence: [named('accountInText', account)] })] : []
  })
}

/** Drafts that another account certainly tried to send. */
export function triedDrafts(facts: ActingFacts): readonly DraftGroup[] {
  return (facts.drafts?.groups ?? []).flatMap(group => triedOf(group, reasonsFor(group, facts)) ?? [])
}

/** Drafts that others made, where nothing that was read shows that they were to be sent. */
export function untriedDrafts(facts: ActingFacts): readonly DraftGroup[] {
  return (facts.drafts?.groups ?? []).filter(group => {
    const makers = reasonsFor(group, facts)
    return makers.length > 0 && makers.every(({ reason }) => reason === null)
  })
}

/** The drafts of a group that were certainly meant to be sent; null: none. */
function triedOf(group: DraftGroup, makers: readonly { readonly reason: Reason | null }[]): DraftGroup | null {
  const reasons = makers.flatMap(({ reason }) => reason ?? [])
  return reasons.some(({ part }) => !part) ? group : (reasons[0]?.part ?? null)
}

/** If one maker certainly tried to send, the rights of every maker were needed. */
function draftClaims(facts: ActingFacts): readonly Acting[] {
  return (facts.drafts?.groups ?? []).flatMap(group => {
    const makers = reasonsFor(group, facts)
    const tried = triedOf(group, makers)
    if (!tried) return []
    return makers.map(({ account, reason }) => {
      const impersonated: Reason = { as: 'person', evidence: [named('draftMaker', account)] }
      const onlyWith = makers.flatMap(other => (other.account.id === account.id ? [] : other.account))
      return claim(account, { ...(reason ?? impersonated), drafts: tried.count, onlyWith })
    })
  })
}

/** The makers of a draft, other than the sender and the platform. */
function reasonsFor(group: DraftGroup, facts: ActingFacts) {
  const sender = singleOf(facts.senders)
  const makers = makersOf(group).flatMap(id => userIn(facts, id) ?? [])
  const others = makers.filter(account => account.id !== sender?.id && !isPlatform(account))
  return others.map(account => ({ account, reason: reasonFor(group, account, facts) }))
}

/** Why drafts were certainly meant to be sent; null: they may just be drafts. */
function reasonFor(group: DraftGroup, account: User, facts: ActingFacts): Reason | null {
  const whole = reasonForAll(group, account, facts)
  if (group.byWorkflow || account.applicationId !== null) return whole
  const beside = flowDrafts(group, facts.flowFailures ?? [])
  const [failure] = beside?.failures ?? []
  if (!beside || !failure) return whole
  const drafts = whole ? group : beside.part
  const evidence = [flowEvidence(failure, facts.workflows), draftsMade(drafts)]
  return { as: 'flow', evidence, ...(!whole && { part: beside.part }) }
}

/** What shows it of all drafts of a group. */
function reasonForAll(group: DraftGroup, account: User, facts: ActingFacts): Reason | null {
  const drafts = draftsMade(group)
  if (group.byWorkflow) return { as: 'workflow', evidence: [named('workflowOwner', account), drafts] }
  if (account.applicationId !== null) return { as: 'integration', evidence: [named('integration', account), drafts] }
  if (isService(account)) return { as: 'flow', evidence: [named('serviceAccount', account), drafts] }
  if (linkedJobs(facts).some(({ ownerId }) => ownerId === account.id)) return { as: 'workflow', evidence: [drafts] }
  if (facts.statement.accountIds.includes(account.id)) return { as: 'named', evidence: [drafts] }
  const isNamed = singleOf(facts.namedAccounts ?? [])?.id === account.id
  // Somebody who has left did not try just now.
  const saysSo = facts.statement.refused && account.disabled !== true
  return isNamed || saysSo ? { as: 'person', evidence: [named('draftMaker', account), drafts] } : null
}

function draftsMade({ count }: DraftGroup): Evidence {
  return { label: 'draftsMade', value: String(count) }
}

/** Jobs do not name the sender. One whose owner never made mail in the sender's name may concern somebody else. */
function jobClaims(facts: ActingFacts): readonly Acting[] {
  const linked = linkedJobs(facts)
  return (facts.jobs?.jobs ?? []).flatMap(job => {
    const account = userIn(facts, job.ownerId)
    const evidence: readonly Evidence[] = [{ label: 'job', value: job.name }, ...workflowEvidence(job, facts.workflows)]
    return account ? [claim(account, { as: 'workflow', evidence, certain: linked.includes(job) })] : []
  })
}

interface Claimed extends Pick<Acting, 'as' | 'evidence'> {
  readonly certain?: boolean
  readonly drafts?: number
  readonly onlyWith?: readonly User[]
}

function claim(account: User, { as, evidence, certain = true, drafts = 0, onlyWith = [] }: Claimed): Acting {
  return { account, as, evidence, certain, drafts, onlyWith }
}

function named(label: EvidenceKey, { name }: User): Evidence {
  return { label, value: name, sensitive: true }
}

function userIn({ accounts, namedAccounts, routerAccounts }: ActingFacts, id: string): User | null {
  return [...accounts, ...(namedAccounts ?? []), ...(routerAccounts ?? [])].find(user => user.id === id) ?? null
}
