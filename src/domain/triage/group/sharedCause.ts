import { assertNever } from '../../assertNever.js'
import { type Case, isOpen, type Target } from '../../case/case.js'
import type { Check } from '../../diagnosis/check.js'
import type { Diagnosis, Problem } from '../../diagnosis/diagnosis.js'
import { hashOfAddress, hashOfPerson } from '../boardEntry.js'
import { hashOf } from '../triageFinding.js'
import { leadIn } from '../turns/responsible.js'
import type { GroupMember, SharedCause } from './group.js'

/** Where a cause is looked for. */
export interface Search {
  readonly target: Target
  readonly checks: readonly Check[]
}

/** Equal for cases that one repair solves together; null: the cause is the sender's own. */
function rootOf({ target: { organization }, checks }: Search, problem: Problem): string | null {
  const check = checks.find(({ id }) => id === problem.checkId)
  const part = check && sharedPart(check, problem)
  return part === undefined || part === null || !organization ? null : hashOf([organization.url, problem.checkId, part])
}

function sharedPart({ sharedBy }: Check, { account, links, message }: Problem): string | null {
  switch (sharedBy) {
    case 'account':
      return account?.id ?? links?.userId ?? null
    case 'profile':
      return links?.profileId ?? null
    case 'organization':
      return ''
    case 'routerAccount':
      return message.args?.as === 'router' ? '' : null
    case undefined:
      return null
    default:
      return assertNever(sharedBy)
  }
}

/** `seenAt`: when the look began. null: the cause is the sender's own, or there is none. */
export function sharedCauseIn(search: Search, diagnosis: Diagnosis, seenAt: string): SharedCause | null {
  const lead = leadIn(diagnosis)
  const root = lead && rootOf(search, lead)
  return root ? { root, cause: lead.checkId, seenAt } : null
}

/** `left`: the sender has nothing to do with it any more, and others may. `unknown`: it was not seen. */
export type CauseState = 'there' | 'gone' | 'left' | 'unknown'

export function stateOf({ root, cause }: SharedCause, search: Search, { findings }: Diagnosis): CauseState {
  const finding = findings.find(({ checkId }) => checkId === cause)
  switch (finding?.outcome) {
    case 'problem':
      return rootOf(search, finding) === root ? 'there' : 'gone'
    case 'ok':
      return 'gone'
    case 'notApplicable': {
      if (finding.because.key === 'because.otherCauseFound') return 'unknown'
      const check = search.checks.find(({ id }) => id === cause)
      return check?.sharedBy === 'organization' ? 'gone' : 'left'
    }
    default:
      return 'unknown'
  }
}

/** What the others see of a case; null: it is over, or has no shared cause. */
export function memberOf(thisCase: Case): GroupMember | null {
  const { id, owner, target, triage, shared, phase } = thisCase
  if (!shared || !isOpen(thisCase)) return null
  const backlog = 'diagnosis' in phase && phase.diagnosis.backlog.ok ? phase.diagnosis.backlog.value : null
  return {
    id,
    number: triage?.number ?? null,
    owner: hashOfPerson(owner),
    address: hashOfAddress(target.sender ?? ''),
    waiting: backlog?.count ?? 0,
    atLeast: backlog?.atLeast ?? false,
    oldest: backlog?.oldest ?? null,
  }
}
