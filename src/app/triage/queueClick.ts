import { isSamePerson } from '../../domain/actor.js'
import { isAlone, mayTriage } from '../../domain/case/authorization.js'
import type { Click, Verb } from '../../domain/case/cardClick.js'
import { type Case, isOpen, type Note } from '../../domain/case/case.js'
import type { Refusal } from '../../domain/case/eventBase.js'
import { plain } from '../../domain/parsedMessage.js'
import { withoutSecrets } from '../../domain/secrets.js'
import { triageStepOf } from '../../domain/triage/entry.js'
import { LONGEST_NOTE, OUTCOMES } from '../../domain/triage/triage.js'
import type { TriageAction } from '../../domain/triage/triageEvents.js'
import { handleAndDraw } from '../caseUpdates.js'
import type { QueueForm } from '../ports.js'
import { type Context, type Next, seenBy, type Turn } from '../turn/turn.js'
import { chatBeside } from '../work/chatBeside.js'
import { agentsOf } from './agents.js'
import { exportCase } from './exportCase.js'
import { openInChat } from './openInChat.js'

const VERBS = [
  ...(['askHelpdesk', 'openHere', 'export', 'take', 'giveBack', 'assign'] as const),
  ...(['askSender', 'askAdministrator', 'note', 'snooze', 'close'] as const),
] satisfies readonly Verb[]
type QueueVerb = (typeof VERBS)[number]

export function isQueueVerb(verb: Verb): verb is QueueVerb {
  return VERBS.some(known => known === verb)
}

export interface QueueClick {
  readonly verb: QueueVerb
  readonly clicked: Click
  readonly current: Case | null
}

/** Handles the buttons of the card in the helpdesk's channel, and the one that asks the helpdesk. */
export async function clickQueue(context: Context, turn: Turn, { verb, clicked, current }: QueueClick): Promise<Next> {
  if (!current) return { case: null, changed: false, note: { key: 'notes.noCase' } }
  // Reading the evidence takes what taking the case takes.
  const wish = verb === 'askHelpdesk' ? 'ask' : verb === 'openHere' || verb === 'export' ? 'take' : verb
  const next = mayTriage(current, { do: wish }, turn.by)
    ? await carryOut(context, turn, { verb, clicked, current })
    : refused(current, notAgentNote(turn))
  return isAlone(turn.surface) ? next : forWhoeverClicked(next)
}

/** An outage is no refusal. */
export function notAgentNote({ membership }: Turn): Note {
  return { key: membership?.unseen ? 'triage.notes.membersUnseen' : 'triage.notes.notAgent' }
}

/** What a click in the channel is answered is said to nobody else. */
function forWhoeverClicked({ note, ...next }: Next): Next {
  return note ? { ...next, privately: note } : next
}

function refused(current: Case, note: Note): Next {
  return { case: current, changed: false, note }
}

async function carryOut(
  context: Context,
  turn: Turn,
  { verb, clicked, current }: QueueClick & { readonly current: Case },
): Promise<Next> {
  const { reason = '', step } = clicked
  // A form that was sent without a choice has none; the first press of its button asks for the form.
  const value = clicked.ask === 'form' ? (clicked.value ?? '') : clicked.value
  const act = (action: TriageAction) => applyAction(context, turn, { current, step, action })
  switch (verb) {
    case 'askHelpdesk':
      return act({ do: 'ask' })
    case 'openHere':
      return openInChat(context, turn, current)
    case 'export':
      return exportCase(context, turn, current)
    case 'note':
      return takeNote(current, value, act)
    case 'close':
      return closeCase(current, { value, reason }, act)
    case 'assign':
      return assign(context, current, { value, act })
    case 'snooze':
      return snooze(current, value, act)
    case 'take':
    case 'giveBack':
    case 'askSender':
    case 'askAdministrator':
      return act({ do: verb })
  }
}

type Act = (action: TriageAction) => Promise<Next>

async function takeNote(current: Case, value: string | undefined, act: Act): Promise<Next> {
  const form = (text: string, note?: Note) => formOf(current, { fill: 'note', text }, note)
  if (value === undefined) return form('')
  const text = plain(value)
  if (text === '') return form('', { key: 'triage.notes.noteEmpty' })
  const kept = withoutSecrets(text)
  if (kept !== text) return form(kept, SECRET)
  return text.length > LONGEST_NOTE ? form(text, tooLong(text)) : act({ do: 'note', text })
}

/** As for what is typed in the thread of the card: it would stay in the case. */
const SECRET: Note = { key: 'notes.secretEntered' }

export function tooLong(text: string): Note {
  return { key: 'triage.notes.noteTooLong', args: { length: text.length, most: LONGEST_NOTE } }
}

async function closeCase(
  current: Case,
  { value, reason }: { readonly value: string | undefined; readonly reason: string },
  act: Act,
): Promise<Next> {
  const text = plain(reason)
  const kept = withoutSecrets(text)
  const form = (note?: Note) => formOf(current, { fill: 'close', text: kept }, note)
  if (value === undefined) return form()
  if (kept !== text) return form(SECRET)
  const outcome = OUTCOMES.find(known => known === value)
  if (!outcome) return form({ key: 'triage.notes.outcomeMissing' })
  if (text === '' && outcome !== 'solved') return form({ key: 'triage.notes.reasonMissing' })
  return text.length > LONGEST_NOTE ? form(tooLong(text)) : act({ do: 'close', outcome, reason: text })
}

async function snooze(current: Case, value: string | undefined, act: Act): Promise<Next> {
  if (value === undefined) return formOf(current, { fill: 'snooze' })
  return value === ''
    ? formOf(current, { fill: 'snooze' }, { key: 'triage.notes.daysMissing' })
    : act({ do: 'snooze', days: Number(value) })
}

async function assign(
  context: Context,
  current: Case,
  { value, act }: { readonly value: string | undefined; readonly act: Act },
): Promise<Next> {
  const agents = await agentsOf(context)
  if (value === undefined) return formOf(current, { fill: 'assign', agents })
  const to = agents.find(({ aadObjectId, id }) => (aadObjectId ?? id) === value)
  return to
    ? act({ do: 'assign', to })
    : formOf(current, { fill: 'assign', agents }, { key: 'triage.notes.agentMissing' })
}

function formOf(current: Case, form: QueueForm, note?: Note): Next {
  return { case: current, changed: false, screen: { kind: 'queue', case: current, form, ...(note && { note }) } }
}

interface Request {
  readonly current: Case
  readonly step: string | undefined
  readonly action: TriageAction
}

/** `step`: that of the clicked card; absent: what was typed is about the case as it is. */
export async function applyAction(context: Context, turn: Turn, { current, step, action }: Request): Promise<Next> {
  const chat = action.do === 'askSender' ? await chatBeside(context, current, 'user') : null
  const handled = await handleAndDraw(context, current.id, now => ({
    type: 'triaged',
    action,
    ...(chat && { chat }),
    ...seenBy(context, turn, { current: now, step: step ?? triageStepOf(now) }),
  }))
  if (!handled) return { case: null, changed: false, note: { key: 'notes.noCase' } }
  const { case: thisCase, refused: why } = handled
  if (!why)
    return { case: thisCase, changed: true, ...(action.do === 'ask' && { note: { key: 'triage.notes.asked' } }) }
  if (why === 'duplicate') return { case: thisCase, changed: false, duplicate: true }
  return { case: thisCase, changed: false, note: refusalNote(why, thisCase, { action, turn, step }) }
}

function refusalNote(
  why: Refusal,
  thisCase: Case,
  { action, turn, step }: Omit<Request, 'current'> & { readonly turn: Turn },
): Note {
  const { triage } = thisCase
  const number = triage?.number ?? 0
  if (why === 'notAllowed') return notAgentNote(turn)
  if (action.do === 'ask') return { key: 'triage.notes.withHelpdesk', args: { number } }
  if (!isOpen(thisCase)) return { key: 'triage.notes.over', args: { number } }
  const { assignee } = triage ?? {}
  if (action.do === 'take' && assignee) {
    return isSamePerson(assignee, turn.by)
      ? { key: 'triage.notes.yours', args: { number } }
      : { key: 'triage.notes.taken', args: { number, agent: assignee.name } }
  }
  if (action.do === 'askSender' && step === triageStepOf(thisCase)) return { key: 'triage.notes.senderUnreached' }
  return { key: 'triage.notes.stale', args: { number } }
}
