import { assertNever } from '../assertNever.js'
import { withAuditLine } from '../repair/auditTrail.js'
import { decideRepair, isForgottenRepair } from '../repair/decideRepair.js'
import type { Definitions } from '../repair/remedy.js'
import { withEnd } from '../retention/caseEnd.js'
import { stopBatch } from '../triage/batch/decideBatch.js'
import { decideTriage } from '../triage/decideTriage.js'
import { recount } from '../triage/group/groupCount.js'
import { release, withGroup } from '../triage/group/withGroup.js'
import { withNews } from '../triage/news/withNews.js'
import { withStandingWork } from '../triage/standingWork.js'
import type { Triaged } from '../triage/triageEvents.js'
import { withReminder } from '../triage/turns/reminder.js'
import { withTriage } from '../triage/withTriage.js'
import { isCancellable, mayAct } from './authorization.js'
import { type Case, stepOf } from './case.js'
import { type Event, isRepair, type PersonEvent, type RepairEvent } from './caseEvents.js'
import { decideWork } from './decideWork.js'
import { decideShown, moveCard, promiseDrawing, remark, withDrawing } from './drawing.js'
import type { Refusal } from './eventBase.js'
import { addInformation, answer, isWalking } from './intake/answer.js'
import { startGathering, startVerifying } from './intake/intake.js'
import { goBack } from './intake/intakeBack.js'

export type Decision = { readonly done: Case } | { readonly refused: Refusal }

const stale: Decision = { refused: 'stale' }
const notAllowed: Decision = { refused: 'notAllowed' }
const duplicate: Decision = { refused: 'duplicate' }

/** The case after an event, or why the event is refused. Pure: the same case and event give the same answer on every instance. */
export function decide(thisCase: Case, event: Event, definitions: Definitions): Decision {
  const decision = decideEvent(thisCase, event, definitions)
  return 'done' in decision ? { done: completed(thisCase, decision.done, event, definitions) } : decision
}

/** What follows from every change: the helpdesk's view of it, the cards, and the promises that no other work may replace. */
function completed(before: Case, after: Case, event: Event, definitions: Definitions): Case {
  const grouped = withGroup(before, after, event, definitions)
  const triaged = withReminder(withTriage(before, grouped, event, definitions), event, definitions)
  const told = definitions.tickets ? withNews(before, triaged, event.at) : triaged
  return withStandingWork(before, withDrawing(before, withEnd(before, told, event.at), event))
}

function decideEvent(thisCase: Case, event: Event, definitions: Definitions): Decision {
  switch (event.type) {
    case 'shown':
      return { done: decideShown(thisCase, event) }
    case 'heard':
      return isDuplicate(thisCase, event)
        ? duplicate
        : { done: moveCard(withActivity(thisCase, event), event.here, event.note) }
    case 'remarked':
      return { done: promiseDrawing(remark(thisCase, event)) }
    case 'answered':
    case 'told':
    case 'wentBack':
    case 'checkedAgain':
    case 'cancelled':
    case 'repairAsked':
    case 'holdAsked':
    case 'consented':
    case 'signInAsked':
    case 'backedOut':
      return decidePerson(thisCase, event, definitions)
    case 'triaged':
      return decideTriaged(thisCase, event, definitions)
    case 'causeGone':
      return outcomeOf(release(thisCase, event))
    case 'groupChanged':
      return outcomeOf(recount(thisCase, event))
    default:
      return outcomeOf(decideWork(thisCase, event, definitions))
  }
}

function outcomeOf(done: Case | null): Decision {
  return done ? { done } : stale
}

export function isDuplicate({ activities = [] }: Case, { activity }: { readonly activity?: string }): boolean {
  return activity !== undefined && activities.includes(activity)
}

/** How many activities to remember: the channel redelivers what was not answered in time, and the person may have gone on typing. */
const MOST_ACTIVITIES = 20

function withActivity(thisCase: Case, { activity }: { readonly activity?: string }): Case {
  return activity === undefined
    ? thisCase
    : { ...thisCase, activities: [...(thisCase.activities ?? []), activity].slice(-MOST_ACTIVITIES) }
}

function decidePerson(thisCase: Case, event: PersonEvent, definitions: Definitions): Decision {
  if (!mayAct(thisCase, event, definitions.remedies)) return notAllowed
  if (isDuplicate(thisCase, event)) return duplicate
  if (event.step !== stepOf(thisCase)) return stale
  const decision = isRepair(event)
    ? decisionOf(decideRepair(thisCase, event, definitions))
    : decideStep(thisCase, event, definitions)
  if ('refused' in decision) return decision
  const done = withActivity(decision.done, event)
  return { done: event.here ? moveCard(done, event.here, event.type === 'told' ? event.note : undefined) : done }
}

function decideTriaged(thisCase: Case, event: Triaged, definitions: Definitions): Decision {
  if (isDuplicate(thisCase, event)) return duplicate
  const outcome = decideTriage(thisCase, event, definitions)
  if (typeof outcome === 'string') return { refused: outcome }
  return { done: withActivity(outcome, event) }
}

function decideStep(thisCase: Case, event: Exclude<PersonEvent, RepairEvent>, { remedies }: Definitions): Decision {
  const audited = withAuditLine(thisCase, {
    at: event.at,
    by: event.by,
    what: event.type === 'answered' ? `answered ${event.answer.ask}` : event.type,
  })
  switch (event.type) {
    case 'cancelled':
      return isCancellable(thisCase) ? { done: stopBatch(audited, event.at) ?? close(audited, event) } : stale
    case 'checkedAgain':
      return isForgottenRepair(thisCase, remedies)
        ? { done: startGathering(audited, event.at) }
        : checkAgain(audited, event.at)
    case 'answered':
      return outcomeOf(
        thisCase.phase.name === 'intake' && event.answer.ask === thisCase.phase.ask
          ? answer(audited, event, event.answer)
          : null,
      )
    case 'told':
      return outcomeOf(isWalking(thisCase) ? addInformation(audited, event) : null)
    case 'wentBack':
      return outcomeOf(goBack(audited))
    default:
      return assertNever(event)
  }
}

function checkAgain(thisCase: Case, at: string): Decision {
  const { phase } = thisCase
  if (phase.name === 'watching') return { done: startVerifying(thisCase, at, phase.watch) }
  return phase.name === 'diagnosed' || phase.name === 'asking' ? { done: startGathering(thisCase, at) } : stale
}

function decisionOf(outcome: ReturnType<typeof decideRepair>): Decision {
  if (outcome === 'stale') return stale
  return outcome === 'notAllowed' ? notAllowed : { done: outcome }
}

function close(thisCase: Case, { at, reason, left }: Extract<PersonEvent, { type: 'cancelled' }>): Case {
  const surfaces = thisCase.surfaces.filter(({ activityId }) => left === undefined || activityId !== left.activityId)
  return { ...thisCase, surfaces, pending: [], phase: { name: 'closed', run: thisCase.phase.run, at, reason } }
}
