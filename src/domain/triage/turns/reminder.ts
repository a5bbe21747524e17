import { isSender } from '../../case/authorization.js'
import { type Case, isOpen, type Surface } from '../../case/case.js'
import type { Event } from '../../case/caseEvents.js'
import type { Definitions } from '../../repair/remedy.js'
import { enterAndTell } from '../entry.js'
import { bringBack, placeToTell, withNotice } from '../notices.js'
import { isQueueCard } from '../place.js'
import type { Notice, Responsible } from '../triage.js'
import type { Reminded } from '../triageEvents.js'
import { responsibleFor } from './responsible.js'
import { workingDaysLater } from './workingTime.js'

/** Working days before the first reminder, and before each further one. */
const FIRST = 1
const NEXT = 2
const MOST = 3

/** Keeps the date of the next reminder up to date; none: nobody has to act, or all were sent. */
export function withReminder(after: Case, { type, at }: Event, definitions: Definitions): Case {
  const of = definitions.helpdesk ? waitFor(after, definitions) : null
  if (of === (after.reminder?.of ?? null)) return after
  const { reminder, ...rest } = after
  if (of === null) return rest
  // Coming to the helpdesk by a reminder is no new turn.
  if (reminder && type === 'reminded') return { ...after, reminder: { ...reminder, of } }
  return { ...rest, reminder: { of, at: workingDaysLater(at, FIRST, zoneOf(after)), count: 0 } }
}

/** null: nobody has to act now. */
function waitFor(thisCase: Case, { remedies }: Definitions): string | null {
  const turn = turnOf(thisCase, responsibleFor(thisCase, remedies))
  if (turn === null || !isOpen(thisCase)) return null
  const { triage, phase } = thisCase
  const { assignee } = triage ?? {}
  const since = triage ? [triage.turnSince, assignee?.aadObjectId ?? assignee?.id ?? ''] : [phase.name, phase.run]
  return [turn, ...since].join(' ')
}

/** Outside triage, only what was found has somebody who must act; a question that nobody answered is not pressing. */
function turnOf({ triage, phase }: Case, due: Responsible | null): Responsible | null {
  if (triage) return triage.turn
  if (phase.name === 'asking' || phase.name === 'offered') return due
  return phase.name === 'diagnosed' && phase.diagnosis.verdict === 'causeFound' && due !== 'helpdesk' ? due : null
}

export function snooze(thisCase: Case, days: number, at: string): Case {
  const { reminder } = thisCase
  return reminder
    ? { ...thisCase, reminder: { ...reminder, snoozed: true, at: workingDaysLater(at, days, zoneOf(thisCase)) } }
    : thisCase
}

/** The time has come: whoever's turn it is gets a message, and a case that was not with the helpdesk comes there. */
export function remind(thisCase: Case, { at, chat }: Reminded, definitions: Definitions): Case {
  const { triage } = thisCase
  if (!thisCase.reminder) return thisCase
  const { snoozed: _, ...reminder } = thisCase.reminder
  const count = reminder.count + 1
  const next = count < MOST ? workingDaysLater(at, NEXT, zoneOf(thisCase)) : NEVER
  const told = withTold({ ...thisCase, reminder: { ...reminder, count, at: next } }, chat, definitions)
  return triage ? told : enterAndTell(told, 'unanswered', at)
}

/** All reminders were sent. */
const NEVER = '9999-12-31T00:00:00.000Z'

function withTold(thisCase: Case, chat: Surface | undefined, { remedies }: Definitions): Case {
  const turn = thisCase.triage?.turn ?? responsibleFor(thisCase, remedies)
  const number = thisCase.triage?.number ?? 0
  const toSender = turn === 'sender' ? placeOfSender(thisCase, chat) : null
  if (toSender) return bringBack(thisCase, toSender, { key: 'triage.told.remind.self', args: { number } })
  const { triage } = thisCase
  if (!triage || turn === null) return thisCase
  const message: Notice['message'] = { key: `triage.told.remind.${turn}`, args: { number } }
  return withNotice(thisCase, { to: 'helpdesk', message, ...(triage.assignee && { mention: triage.assignee }) })
}

/** Where the sender reads; null: nowhere. */
function placeOfSender(thisCase: Case, chat: Surface | undefined): Surface | null {
  const { owner } = thisCase
  const isOwners = isSender(thisCase, owner) || !owner.helpdesk
  return placeToTell(thisCase, 'sender', chat) ?? (isOwners ? placeToTell(thisCase, 'user', chat) : null)
}

/** The time zone of whoever has to act, as far as it is known. */
function zoneOf({ surfaces, triage }: Case): string | undefined {
  const isTheirs: (place: Surface) => boolean =
    triage && triage.turn !== 'sender' ? isQueueCard : ({ audience }) => audience === 'sender' || audience === 'user'
  return surfaces.filter(isTheirs).findLast(({ timeZone }) => timeZone !== undefined)?.timeZone
}

/** When the next reminder is due; null: none is. */
export function reminderDue({ reminder }: Case): string | null {
  return reminder && reminder.at !== NEVER ? reminder.at : null
}
