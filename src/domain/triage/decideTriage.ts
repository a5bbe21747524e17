import { isSamePerson } from '../actor.js'
import { assertNever } from '../assertNever.js'
import { isClosable, isOwner, isSender, mayTriage } from '../case/authorization.js'
import { type Actor, type Case, isOpen } from '../case/case.js'
import type { Refusal } from '../case/eventBase.js'
import { withAuditLine } from '../repair/auditTrail.js'
import { askSender } from '../repair/consentAsk.js'
import { cureIn, type Definitions, type Remedy } from '../repair/remedy.js'
import { enter, triageStepOf } from './entry.js'
import { bringBack, placeToTell, withNotice } from './notices.js'
import { type Agent, agentOf, LONGEST_NOTE, type Triage, type TriageNote } from './triage.js'
import type { TriageAction, Triaged } from './triageEvents.js'
import { snooze } from './turns/reminder.js'

type Outcome = Case | Refusal

/** What an agent does about a case, or somebody who asks the helpdesk. A late click changes nothing. */
export function decideTriage(thisCase: Case, event: Triaged, { remedies, helpdesk }: Definitions): Outcome {
  const { action, by } = event
  if (!helpdesk) return 'stale'
  if (!mayTriage(thisCase, action, by)) return 'notAllowed'
  if (action.do === 'ask') return ask(thisCase, event)
  const { triage } = thisCase
  if (!triage) return 'stale'
  if (action.do === 'note') return note(thisCase, triage, { ...event, action })
  if (!isOpen(thisCase) || event.step !== triageStepOf(thisCase)) return 'stale'
  const audited = withAuditLine(thisCase, { at: event.at, by, what: DID[action.do] })
  return act(audited, triage, { ...event, action, remedies })
}

type Acting<A extends TriageAction = TriageAction> = Omit<Triaged, 'action'> & { readonly action: A }

function ask(thisCase: Case, { at, by }: Triaged): Outcome {
  if (thisCase.triage || !isOpen(thisCase)) return 'stale'
  return enter(withAuditLine(thisCase, { at, by, what: 'asked the helpdesk' }), 'asked', at)
}

type AgentAction = Exclude<TriageAction, { readonly do: 'ask' | 'note' }>

function act(
  thisCase: Case,
  triage: Triage,
  { action, by, at, chat, remedies }: Acting<AgentAction> & { readonly remedies: readonly Remedy[] },
): Outcome {
  switch (action.do) {
    case 'take':
      return triage.assignee ? 'stale' : assign(thisCase, triage, { to: agentOf(by), by })
    case 'giveBack':
      return triage.assignee ? changed(thisCase, triage, { assignee: null }) : 'stale'
    case 'assign':
      return isAssigned(triage, action.to) ? 'stale' : assign(thisCase, triage, { to: action.to, by })
    case 'askSender':
      return askTheSender(thisCase, triage, { at, by, remedies, ...(chat && { chat }) })
    case 'askAdministrator':
      return isAdministrators(triage)
        ? 'stale'
        : changed(thisCase, triage, { ...ADMINISTRATOR, turnSince: at, asked: true })
    case 'snooze':
      return isSnoozable(action.days) ? snooze(thisCase, action.days, at) : 'stale'
    case 'close':
      return close(thisCase, triage, { ...action, at, by })
    default:
      return assertNever(action)
  }
}

function isAssigned({ assignee }: Triage, to: Agent): boolean {
  return assignee !== null && isSamePerson(assignee, to)
}

/** For the audit, which names nobody. */
const DID: Readonly<Record<AgentAction['do'], string>> = {
  take: 'took the case',
  giveBack: 'gave the case back',
  assign: 'assigned the case',
  askSender: 'asked the sender for the helpdesk',
  askAdministrator: 'asked the administrator for the helpdesk',
  snooze: 'put the reminder off',
  close: 'closed the case for the helpdesk',
}

/** Whoever gets it from somebody else is notified. */
function assign(thisCase: Case, triage: Triage, { to, by }: { readonly to: Agent; readonly by: Actor }): Case {
  const taken = changed(thisCase, triage, { assignee: to })
  if (isSamePerson(to, by)) return taken
  return withNotice(taken, {
    to: 'helpdesk',
    message: { key: 'triage.told.assigned', args: { number: triage.number ?? 0, agent: by.name } },
    mention: to,
  })
}

const ADMINISTRATOR = { turn: 'dynamicsAdministrator' } as const

/** It is an administrator's turn already, since when it is. */
function isAdministrators({ turn }: Triage): boolean {
  return turn === 'dynamicsAdministrator' || turn === 'microsoft365Administrator'
}

const LONGEST_SNOOZE = 10

function isSnoozable(days: number): boolean {
  return Number.isInteger(days) && days > 0 && days <= LONGEST_SNOOZE
}

interface Asking {
  readonly at: string
  readonly by: Actor
  readonly remedies: readonly Remedy[]
}

/**
 * An owner who is the sender has the card already, and is told to look at it. For a consent, any other sender gets a card of
 * their own. For anything else there is no way to ask them.
 */
function askTheSender(
  thisCase: Case,
  triage: Triage,
  { at, by, remedies, chat }: Asking & Pick<Triaged, 'chat'>,
): Outcome {
  const { phase, owner } = thisCase
  const since = triage.turn === 'sender' ? {} : { turnSince: at }
  const asked = changed(thisCase, triage, { turn: 'sender', ...since, asked: true })
  if (isSender(thisCase, owner) || !owner.helpdesk) {
    const place = placeToTell(thisCase, 'user', chat)
    // Whoever follows the case only on the page would not notice.
    if (!place && thisCase.surfaces.some(({ audience, page }) => audience === 'user' && page)) return 'stale'
    return bringBack(asked, place, { key: 'triage.told.look', args: { number: triage.number ?? 0 } })
  }
  const remedy = phase.name === 'diagnosed' ? cureIn(phase.diagnosis, remedies)?.remedy : null
  if (remedy?.decides !== 'sender') return 'stale'
  return askSender(asked, { type: 'repairAsked', at, by, step: '', remedy: remedy.id, own: false })
}

const MOST_NOTES = 20

/** A closed case takes notes as well. */
function note(
  thisCase: Case,
  triage: Triage,
  { at, by, action }: Acting<Extract<TriageAction, { do: 'note' }>>,
): Outcome {
  if (action.text === '' || action.text.length > LONGEST_NOTE) return 'stale'
  const written: TriageNote = { at, by: agentOf(by), text: action.text }
  const audited = withAuditLine(thisCase, { at, by, what: 'wrote a note' })
  return { ...audited, triage: { ...triage, notes: [...triage.notes, written].slice(-MOST_NOTES) } }
}

type Closing = Pick<Extract<TriageAction, { do: 'close' }>, 'outcome' | 'reason'> & Omit<Asking, 'remedies'>

/** The owner is told why, even if somebody else is the sender. */
function close(thisCase: Case, triage: Triage, { outcome, reason, at, by }: Closing): Outcome {
  if (!isClosable(thisCase)) return 'stale'
  const closed = { at, by: agentOf(by), outcome, reason }
  const { run } = thisCase.phase
  const over: Case = {
    ...changed(thisCase, triage, {}),
    pending: [],
    phase: { name: 'closed', run, at, reason: 'helpdesk' },
  }
  const done: Case = { ...over, triage: { ...(over.triage ?? triage), closed } }
  if (isOwner(thisCase, by)) return done
  const args = { number: triage.number ?? 0, outcome, reason }
  return withNotice(done, { to: 'user', message: { key: 'triage.told.closed', args } })
}

type Change = Partial<Pick<Triage, 'assignee' | 'turn' | 'turnSince' | 'asked'>>

function changed(thisCase: Case, triage: Triage, change: Change): Case {
  return { ...thisCase, triage: { ...triage, ...change, run: triage.run + 1 } }
}
