import type { Fact, FactSheet, PendingMail, Submission } from '../../domain/diagnosis/facts.js'
import { isPlatform } from '../../domain/diagnosis/rows/accounts.js'
import { flowDrafts, makersOf } from '../../domain/diagnosis/rows/mails.js'
import { MOST_RIGHTS } from '../../domain/diagnosis/sendAs.js'
import { singleOf } from '../../domain/singleOf.js'

/**
 * The records that what was read so far points to, and that a further trip has to read. Remembered from the last time, they
 * are read along with the rest; that this still holds is checked afterwards.
 */
export interface Leads {
  /** Users to look up. */
  readonly accountIds: readonly string[]
  /** Accounts whose rights decide, those with the most drafts first. */
  readonly rightsIds: readonly string[]
  readonly jobOwnerIds: readonly string[]
  /** Where delegation is on: who may have submitted the waiting mail. */
  readonly submitterIds: readonly string[]
  /** The workflows whose jobs were refused, and the flows that failed when a draft was made. */
  readonly workflowIds: readonly string[]
  /** The e-mail whose audit history tells who submitted it. */
  readonly auditedMailId: string | null
}

const MOST_ACCOUNTS = 20
const MOST_WORKFLOWS = 20

export function leadsIn(facts: FactSheet): Leads {
  const sender = knownOr(facts.senders, [])
  const jobOwnerIds = unique(knownOr(facts.jobs, NO_JOBS).jobs.map(({ ownerId }) => ownerId))
  const acting = actingIn(facts, jobOwnerIds)
  const delegated = delegatedMailIn(facts)
  const submitterIds = delegated ? submittersOf(delegated, knownOr(facts.submission, null)) : []
  const platform = knownOr(facts.accounts, [])
    .filter(isPlatform)
    .map(({ id }) => id)
  const rightsIds = unique([...namedIn(facts), ...acting]).filter(id => !platform.includes(id))
  return {
    accountIds: unique([...acting, ...submitterIds]).slice(0, MOST_ACCOUNTS),
    rightsIds: rightsIds.slice(0, MOST_RIGHTS),
    jobOwnerIds: singleOf(sender) ? jobOwnerIds.slice(0, MOST_ACCOUNTS) : [],
    submitterIds,
    workflowIds: workflowsIn(facts).slice(0, MOST_WORKFLOWS),
    auditedMailId: delegated && knownOr(facts.mailSettings, null)?.audited ? delegated.id : null,
  }
}

function knownOr<T, E>(fact: Fact<T> | undefined, otherwise: E): NonNullable<T> | E {
  return fact?.ok ? (fact.value ?? otherwise) : otherwise
}

const NO_JOBS = { jobs: [] }
const NO_DRAFTS = { groups: [] }

/** The router's account counts only where the router is the channel. */
function namedIn({ mailSettings, routerAccounts, namedAccounts }: FactSheet): readonly string[] {
  const synchronizes = knownOr(mailSettings, null)?.channel === 'synchronization'
  const routers = synchronizes ? [] : knownOr(routerAccounts, [])
  return [...routers, ...knownOr(namedAccounts, [])].map(({ id }) => id)
}

/**
 * Other accounts that may act for the sender: makers of drafts, workflows first, then by how many they made; those in a
 * pasted text; and owners of refused jobs, who may have nothing to do with this sender.
 */
function actingIn({ senders, drafts, statement }: FactSheet, jobOwnerIds: readonly string[]): readonly string[] {
  const { groups } = knownOr(drafts, NO_DRAFTS)
  const inOrder = [...groups].sort((a, b) => Number(b.byWorkflow) - Number(a.byWorkflow) || b.count - a.count)
  const inText = knownOr(statement, null)?.accountIds ?? []
  const own = singleOf(knownOr(senders, []))?.id
  return unique([...inOrder.flatMap(makersOf), ...inText, ...jobOwnerIds]).filter(id => id !== own)
}

/** Where delegation is on: the e-mail that has waited longest. */
function delegatedMailIn({ mailSettings, pendingMails }: FactSheet): PendingMail | null {
  const settings = knownOr(mailSettings, null)
  const delegates = settings?.channel === 'synchronization' && settings.delegation === true
  return delegates ? (knownOr(pendingMails, [])[0] ?? null) : null
}

/** The audit history may name somebody else than the e-mail itself does. */
function submittersOf({ id, modifiedBy, createdBy }: PendingMail, submission: Submission | null): readonly string[] {
  const audited = submission?.mailId === id ? [submission.accountId] : []
  return unique([modifiedBy, createdBy, ...audited])
}

function workflowsIn({ jobs, drafts, flowFailures }: FactSheet): readonly string[] {
  const activations = knownOr(jobs, NO_JOBS).jobs.map(({ activationId }) => activationId)
  const failures = knownOr(flowFailures, [])
  const { groups } = knownOr(drafts, NO_DRAFTS)
  const flows = groups.flatMap(group => (flowDrafts(group, failures)?.failures ?? []).map(({ flowId }) => flowId))
  return unique([...activations, ...flows].filter(id => id !== null))
}

function unique(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)]
}

/** Whether everything that `now` points to was asked for because of `then`. */
export function covers(then: Leads, now: Leads): boolean {
  const within = (ids: readonly string[], asked: readonly string[]) => ids.every(id => asked.includes(id))
  return (
    within(now.accountIds, then.accountIds) &&
    within(now.rightsIds, then.rightsIds) &&
    within(now.jobOwnerIds, then.jobOwnerIds) &&
    within(now.submitterIds, then.submitterIds) &&
    within(now.workflowIds, then.workflowIds) &&
    (now.auditedMailId === null || now.auditedMailId === then.auditedMailId)
  )
}
