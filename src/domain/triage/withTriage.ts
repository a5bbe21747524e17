import { isSamePerson } from '../actor.js'
import { type Case, isOpen } from '../case/case.js'
import type { Event } from '../case/caseEvents.js'
import type { Check } from '../diagnosis/check.js'
import type { Definitions } from '../repair/remedy.js'
import { enterByItself } from './entry.js'
import { withNotice } from './notices.js'
import { queueFaceOf } from './queueFace.js'
import type { Triage } from './triage.js'
import { findingOf } from './triageFinding.js'
import { responsibleFor } from './turns/responsible.js'

/** Keeps what the helpdesk sees of a case up to date: whether it came there, what it is about, and whose turn it is. */
export function withTriage(before: Case, after: Case, event: Event, definitions: Definitions): Case {
  if (!definitions.helpdesk) return after
  const entered = enterByItself(before, after, event)
  const { triage } = entered
  if (!triage) return entered
  const found = withFinding(before, entered, triage, definitions.checks)
  return withChangeTime(before, withTurn(before, found, event, definitions), event)
}

function withFinding(before: Case, after: Case, triage: Triage, checks: readonly Check[]): Case {
  const { phase } = after
  if (!('diagnosis' in phase)) return after
  const isSame = 'diagnosis' in before.phase && before.phase.diagnosis === phase.diagnosis
  if (isSame && triage.finding) return after
  return { ...after, triage: { ...triage, finding: findingOf(phase.diagnosis, checks) } }
}

/** The turn follows the case; what an agent said about it holds until the case goes on. */
function withTurn(before: Case, after: Case, event: Event, { remedies }: Definitions): Case {
  const { triage } = after
  const due = responsibleFor(after, remedies)
  if (!triage || due === null || due === triage.due) return withTurnNotice(before, after, event)
  const { asked: _, ...unasked } = triage
  const turned: Triage =
    due === triage.turn ? { ...triage, due } : { ...unasked, due, turn: due, turnSince: event.at, run: triage.run + 1 }
  return withTurnNotice(before, { ...after, triage: turned }, event)
}

/** A card that is redrawn notifies nobody, so whoever has taken the case is told that the turn has changed, unless they did it. */
function withTurnNotice(before: Case, after: Case, event: Event): Case {
  const { triage } = after
  if (!triage || !before.triage || before.triage.turn === triage.turn || !isOpen(after)) return after
  const { assignee, number, turn } = triage
  const isOwnDoing = 'by' in event && assignee !== null && isSamePerson(event.by, assignee)
  if (!assignee || number === null || isOwnDoing) return after
  return withNotice(after, {
    to: 'helpdesk',
    message: { key: `triage.told.turn.${turn}`, args: { number } },
    mention: assignee,
  })
}

/** When the card in the channel last had something new to show. */
function withChangeTime(before: Case, after: Case, { at }: Event): Case {
  const { triage } = after
  const isNew = queueFaceOf(before) !== queueFaceOf(after)
  return triage && isNew ? { ...after, triage: { ...triage, changedAt: at } } : after
}
