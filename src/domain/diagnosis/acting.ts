import type { EvidenceKey } from '../messageKey.js'
import { singleOf } from '../singleOf.js'
import { ACTING_AS, type ActingAs } from './actingAs.js'
import type { DraftGroup, Facts, FlowFailure, SendAsJob, User } from './facts.js'
import type { Evidence } from './finding.js'
import { isPlatform, isService } from './rows/accounts.js'
import { failuresNear, makersOf } from './rows/mails.js'
import { workflowEvidence } from './rows/workflowEvidence.js'

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
}

type Reason = Pick<Acting, 'as' | 'evidence'>

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

function rankOf({ account, as, certain }: Acting, { namedAccounts }: ActingFacts): number {
  const leads = as === 'router' || singleOf(namedAccounts ?? [])?.id === account.id
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
  }
}

function routerClaims(facts: ActingFacts): readonly Acting[] {
  const account = facts.statement.ownRight ? null : routerAccountOf(facts)
  return account ? [claim(account, { as: 'router', evidence: [named('routerAccount', account)] })] : []
}

/** The account that the Email Router signs in with; null: another channel, or it is not clear. */
export function routerAccountOf(facts: Pick<Facts, 'mailSettings' | 'routerAccounts' | 'namedAccounts'>): User | null {
  if (facts.mailSettings.channel !== 'router') return null
  return singleOf(facts.routerAccounts ?? facts.namedAccounts ?? [])
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
  return (facts.drafts?.groups ?? []).filter(group => reasonsFor(group, facts).some(({ reason }) => reason !== null))
}

/** Drafts that others made, where nothing that was read shows that they were to be sent. */
export function untriedDrafts(facts: ActingFacts): readonly DraftGroup[] {
  return (facts.drafts?.groups ?? []).filter(group => {
    const makers = reasonsFor(group, facts)
    return makers.length > 0 && makers.every(({ reason }) => reason === null)
  })
}

/** If one maker certainly tried to send, the rights of every maker were needed. */
function draftClaims(facts: ActingFacts): readonly Acting[] {
  return triedDrafts(facts).flatMap(group =>
    reasonsFor(group, facts).map(({ account, reason }) => {
      const impersonated: Reason = { as: 'person', evidence: [named('draftMaker', account)] }
      return claim(account, { ...(reason ?? impersonated), drafts: group.count })
    }),
  )
}

/** The makers of a draft, other than the sender and the platform. */
function reasonsFor(group: DraftGroup, facts: ActingFacts) {
  const sender = singleOf(facts.senders)
  const makers = makersOf(group).flatMap(id => userIn(facts, id) ?? [])
  const others = makers.filter(account => account.id !== sender?.id && !isPlatform(account))
  return others.map(account => ({ account, reason: reasonFor(group, account, facts) }))
}

/** Why a draft was certainly meant to be sent; null: it may just be a draft. */
function reasonFor(group: DraftGroup, account: User, facts: ActingFacts): Reason | null {
  const drafts: Evidence = { label: 'draftsMade', value: String(group.count) }
  if (group.byWorkflow) return { as: 'workflow', evidence: [named('workflowOwner', account), drafts] }
  if (account.applicationId !== null) return { as: 'integration', evidence: [named('integration', account), drafts] }
  const [failure] = failuresNear(group, facts.flowFailures ?? [])
  if (failure) return { as: 'flow', evidence: [flowFailed(failure, facts), drafts] }
  if (isService(account)) return { as: 'flow', evidence: [named('serviceAccount', account), drafts] }
  if (linkedJobs(facts).some(({ ownerId }) => ownerId === account.id)) return { as: 'workflow', evidence: [drafts] }
  if (facts.statement.accountIds.includes(account.id)) return { as: 'named', evidence: [drafts] }
  const isNamed = singleOf(facts.namedAccounts ?? [])?.id === account.id
  // Somebody who has left did not try just now.
  const saysSo = facts.statement.refused && account.disabled !== true
  return isNamed || saysSo ? { as: 'person', evidence: [named('draftMaker', account), drafts] } : null
}

function flowFailed({ flowId, at }: FlowFailure, { workflows }: ActingFacts): Evidence {
  return { label: 'flowFailed', value: workflows?.find(({ id }) => id === flowId)?.name ?? at }
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

type LinkFacts = Pick<ActingFacts, 'senders' | 'jobs' | 'jobOwnersOfSender' | 'drafts'> & {
  readonly accounts: ActingFacts['accounts'] | null
}

/**
 * The jobs whose owner also made a draft or another e-mail in this sender's name. The sender needs no permission for that,
 * so a job of theirs was refused somebody else's name; and the platform makes mail for everybody.
 */
export function linkedJobs({ senders, jobs, jobOwnersOfSender, drafts, accounts }: LinkFacts): readonly SendAsJob[] {
  const makers = new Set([...(jobOwnersOfSender ?? []), ...(drafts?.groups ?? []).flatMap(makersOf)])
  const others = [...senders, ...(accounts ?? []).filter(isPlatform)]
  for (const { id } of others) makers.delete(id)
  return (jobs?.jobs ?? []).filter(({ ownerId }) => makers.has(ownerId))
}

interface Claimed extends Pick<Acting, 'as' | 'evidence'> {
  readonly certain?: boolean
  readonly drafts?: number
}

function claim(account: User, { as, evidence, certain = true, drafts = 0 }: Claimed): Acting {
  return { account, as, evidence, certain, drafts }
}

function named(label: EvidenceKey, { name }: User): Evidence {
  return { label, value: name, sensitive: true }
}

function userIn({ accounts, namedAccounts, routerAccounts }: ActingFacts, id: string): User | null {
  return [...accounts, ...(namedAccounts ?? []), ...(routerAccounts ?? [])].find(user => user.id === id) ?? null
}
