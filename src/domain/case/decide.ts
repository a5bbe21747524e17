import { assertNever } from '../assertNever.js'
import { decideRepair, isForgottenRepair } from '../repair/decideRepair.js'
import type { Definitions } from '../repair/remedy.js'
import { addInformation, answer, isWalking } from './answer.js'
import { withAuditLine } from './auditTrail.js'
import { isCancellable, mayAct } from './authorization.js'
import { type Case, stepOf } from './case.js'
import { type Event, isRepair, type PersonEvent, type RepairEvent } from './caseEvents.js'
import { decideWork } from './decideWork.js'
import { decideShown, moveCard, withDrawing } from './drawing.js'
import { startGathering, startVerifying } from './intake.js'
import { goBack } from './intakeBack.js'

/** `duplicate`: the case took that very activity in already. */
export type Refusal = 'stale' | 'notAllowed' | 'duplicate'
export type Decision = { readonly done: Case } | { readonly refused: Refusal }

const stale: Decision = { refused: 'stale' }
const notAllowed: Decision = { refused: 'notAllowed' }
const duplicate: Decision = { refused: 'duplicate' }

/** What an event makes of a case, or why it makes nothing. Pure: the same case and event give the same answer on every instance. */
export function decide(c: Case, e: Event, definitions: Definitions): Decision {
  const decision = decideEvent(c, e, definitions)
  return 'done' in decision ? { done: withDrawing(c, decision.done, e) } : decision
}

function decideEvent(c: Case, e: Event, definitions: Definitions): Decision {
  switch (e.type) {
    case 'shown':
      return { done: decideShown(c, e) }
    case 'heard':
      return isDuplicate(c, e) ? duplicate : { done: moveCard(withActivity(c, e), e.here, e.note) }
    case 'answered':
    case 'told':
    case 'wentBack':
    case 'checkedAgain':
    case 'cancelled':
    case 'repairAsked':
    case 'holdAsked':
    case 'consented':
    case 'backedOut':
      return decidePerson(c, e, definitions)
    default:
      return outcomeOf(decideWork(c, e, definitions))
  }
}

function outcomeOf(done: Case | null): Decision {
  return done ? { done } : stale
}

export function isDuplicate({ activities = [] }: Case, { activity }: { readonly activity?: string }): boolean {
  return activity !== undefined && activities.includes(activity)
}

/** The channel delivers again what was not answered in time, when the person may have typed on. */
const MOST_ACTIVITIES = 20

function withActivity(c: Case, { activity }: { readonly activity?: string }): Case {
  return activity === undefined ? c : { ...c, activities: [...(c.activities ?? []), activity].slice(-MOST_ACTIVITIES) }
}

function decidePerson(c: Case, e: PersonEvent, definitions: Definitions): Decision {
  if (!mayAct(c, e, definitions.remedies)) return notAllowed
  if (isDuplicate(c, e)) return duplicate
  if (e.step !== stepOf(c)) return stale
  const decision = isRepair(e) ? decisionOf(decideRepair(c, e, definitions)) : decideStep(c, e, definitions)
  if ('refused' in decision) return decision
  const done = withActivity(decision.done, e)
  return { done: e.here ? moveCard(done, e.here, e.type === 'told' ? e.note : undefined) : done }
}

function decideStep(c: Case, e: Exclude<PersonEvent, RepairEvent>, { remedies }: Definitions): Decision {
  const noting = withAuditLine(c, {
    at: e.at,
    by: e.by,
    what: e.type === 'answered' ? `answered ${e.answer.ask}` : e.type,
  })
  switch (e.type) {
    case 'cancelled':
      return isCancellable(c) ? { done: close(noting, e) } : stale
    case 'checkedAgain':
      return isForgottenRepair(c, remedies) ? { done: startGathering(noting, e.at) } : checkAgain(noting, e.at)
    case 'answered':
      return outcomeOf(c.phase.name === 'intake' && e.answer.ask === c.phase.ask ? answer(noting, e, e.answer) : null)
    case 'told':
      return outcomeOf(isWalking(c) ? addInformation(noting, e) : null)
    case 'wentBack':
      return outcomeOf(goBack(noting))
    default:
      return assertNever(e)
  }
}

function checkAgain(c: Case, at: string): Decision {
  const { phase } = c
  if (phase.name === 'watching') return { done: startVerifying(c, at, phase.watch) }
  return phase.name === 'diagnosed' || phase.name === 'asking' ? { done: startGathering(c, at) } : stale
}

function decisionOf(made: ReturnType<typeof decideRepair>): Decision {
  if (made === 'stale') return stale
  return made === 'notAllowed' ? notAllowed : { done: made }
}

function close(c: Case, { at, reason, left }: Extract<PersonEvent, { type: 'cancelled' }>): Case {
  const surfaces = c.surfaces.filter(({ activityId }) => left === undefined || activityId !== left.activityId)
  return { ...c, surfaces, pending: [], phase: { name: 'closed', run: c.phase.run, at, reason } }
}
