import type { QueueForm, Screen } from '../../../app/ports.js'
import { isSamePerson } from '../../../domain/actor.js'
import type { Verb } from '../../../domain/case/cardClick.js'
import { type Case, isOpen, stepOf } from '../../../domain/case/case.js'
import { isUnderWay } from '../../../domain/case/phase.js'
import { maskedAddress } from '../../../domain/mask.js'
import type { KeyBelow } from '../../../domain/messageKey.js'
import { excerpt } from '../../../domain/parsedMessage.js'
import { triageStepOf } from '../../../domain/triage/entry.js'
import { isUnreachable } from '../../../domain/triage/place.js'
import { OUTCOMES, type Triage } from '../../../domain/triage/triage.js'
import type { DrawingContext } from '../../drawingContext.js'
import type { Button } from '../../parts/buttons.js'
import { groupLine } from '../../parts/groupLine.js'
import { dateOf, Markup, type TextPlace, timeOf, type Wording } from '../../wordings.js'

type Queue = Extract<Screen, { kind: 'queue' }>
type Filling = Pick<DrawingContext, 'wording' | 'room'>

/** The card of a case in the helpdesk's channel: one headline, whose turn it is, and a button for whoever comes next. */
export function queueData({ case: thisCase, form }: Queue, drawing: Filling): object {
  const { wording } = drawing
  const { triage } = thisCase
  if (!triage) return { ...NOTHING, headline: wording.say('triage.card.gone') }
  const { changedAt } = triage
  return {
    ...NOTHING,
    style: isOpen(thisCase) ? styleOf(triage) : 'default',
    headline: queueHeadline(thisCase, wording),
    known: aboutLine(thisCase, wording),
    asOf: wording.say('triage.card.asOf', { date: dateOf(changedAt), time: timeOf(changedAt) }),
    labels: { more: wording.say('triage.buttons.more', {}, 'plain') },
    ...(form ? formData(thisCase, form, drawing) : faceOf(thisCase, triage, wording)),
  }
}

function faceOf(thisCase: Case, triage: Triage, wording: Wording): object {
  const open = isOpen(thisCase)
  const [turn = '', ...lines] = open ? openLines(thisCase, triage, wording) : ['', ...closedLines(triage, wording)]
  return {
    turn: linesOf(turn),
    lines: linesOf(...lines, notesLine(triage, wording)),
    ...(open && buttonsOf(thisCase, triage, wording)),
  }
}

function linesOf(...texts: readonly string[]): readonly { text: string }[] {
  return texts.filter(text => text !== '').map(text => ({ text }))
}

const NOTHING = {
  ...{ style: 'default', known: '', turn: [], lines: [], asOf: '', main: [], besides: [], move: [], keep: [] },
  ...{ fields: [], outcomes: [], agents: [], save: [], labels: { more: '' } },
} as const

export function queueHeadline(thisCase: Case, wording: Wording, place?: TextPlace): string {
  const number = thisCase.triage?.number ?? null
  const what = new Markup(queueStateOf(thisCase, wording, place))
  return wording.say(`triage.card.${number === null ? 'unnumbered' : 'headline'}`, { number: number ?? 0, what }, place)
}

/** What is known of the cause, people masked, or else the state. */
export function causeInWords(thisCase: Case, wording: Wording): string {
  return queueStateOf(thisCase, wording, 'plain')
}

/** What is wrong, or how far the case is, in a few words. */
export function queueStateOf({ phase, triage }: Case, wording: Wording, place?: TextPlace): string {
  if (phase.name === 'resolved') return wording.say('triage.card.state.resolved', {}, place)
  if (phase.name === 'closed') return wording.say(`triage.card.state.${phase.reason}`, {}, place)
  const { says = null, verdict } = triage?.finding ?? {}
  if (says) return wording.message(says, place)
  if (isUnderWay(phase)) return wording.say('triage.card.state.underWay', {}, place)
  return wording.say(`triage.card.state.${verdict ?? 'intake'}`, {}, place)
}

/** Red for what nobody has taken. */
function styleOf({ assignee }: Triage): 'attention' | 'emphasis' {
  return assignee ? 'emphasis' : 'attention'
}

/** Only the helpdesk's own members are named in the channel. */
function aboutLine({ target }: Case, wording: Wording): string {
  const { sender, organization } = target
  const parts = [sender && maskedAddress(sender), organization?.name]
  return parts.flatMap(part => (part ? wording.quote(part) : [])).join(' · ')
}

function openLines(thisCase: Case, triage: Triage, wording: Wording): readonly string[] {
  const { finding, turn, turnSince, since, assignee, entry } = triage
  const taken = { taken: assignee ? 'yes' : 'no', agent: assignee?.name ?? '' }
  return [
    wording.say(`triage.card.turn.${turn}`, { date: dateOf(turnSince), time: timeOf(turnSince), ...taken }),
    isUnderWay(thisCase.phase) ? wording.say('triage.card.underWay') : '',
    turn === 'sender' && isUnreachable(thisCase.surfaces) ? wording.say('triage.card.unreachable') : '',
    mailLine(triage, wording),
    groupLine(thisCase, wording),
    finding?.gate ? wording.say(`triage.card.gate.${finding.gate === 1 ? 'right' : 'mailbox'}`) : '',
    wording.say(`triage.card.since.${entry}`, { date: dateOf(since), time: timeOf(since) }),
  ]
}

function mailLine({ finding }: Triage, wording: Wording): string {
  if (!finding) return ''
  const { waiting, held, atLeast } = finding
  const counted = waiting === null ? 'no' : 'yes'
  const args = { waiting: waiting ?? 0, held: held ?? 0, counted, atLeast: atLeast ? 'yes' : 'no' }
  return wording.say('triage.card.mail', args)
}

function closedLines({ closed }: Triage, wording: Wording): readonly string[] {
  if (!closed) return []
  const { by, outcome, reason } = closed
  return [wording.say('triage.card.closed', { agent: by.name, outcome, reason })]
}

function notesLine({ notes }: Triage, wording: Wording): string {
  const last = notes.at(-1)
  return last ? wording.say('triage.card.lastNote', { count: notes.length, agent: last.by.name }) : ''
}

type TriageVerb = Verb & KeyBelow<'triage.buttons'>

function button(thisCase: Case, verb: TriageVerb, wording: Wording): Button {
  const step = verb === 'checkAgain' ? stepOf(thisCase) : triageStepOf(thisCase)
  return { title: wording.say(`triage.buttons.${verb}`, {}, 'plain'), click: { verb, case: thisCase.id, step } }
}

/**
 * The main button is what comes next: somebody takes it, then whoever's turn it is gets asked, then the evidence is read. For a
 * sender who cannot be reached, the text to send them is in the agent's own chat.
 */
function buttonsOf(thisCase: Case, { assignee, turn }: Triage, wording: Wording): object {
  const next: Readonly<Record<Triage['turn'], TriageVerb>> = {
    sender: isUnreachable(thisCase.surfaces) ? 'openHere' : 'askSender',
    dynamicsAdministrator: 'askAdministrator',
    microsoft365Administrator: 'askAdministrator',
    helpdesk: 'openHere',
  }
  const main: TriageVerb = assignee ? next[turn] : 'take'
  const besides: readonly TriageVerb[] = ['openHere', 'checkAgain']
  const move: readonly TriageVerb[] = [
    'askSender',
    'askAdministrator',
    'assign',
    assignee ? 'giveBack' : 'take',
    'close',
  ]
  const keep: readonly TriageVerb[] = ['note', 'snooze', 'export']
  const buttons = (verbs: readonly TriageVerb[]) =>
    verbs.filter(verb => verb !== main).map(verb => button(thisCase, verb, wording))
  return {
    main: [button(thisCase, main, wording)],
    besides: buttons(besides),
    move: buttons(move),
    keep: buttons(keep),
  }
}

/** In working days. */
const SNOOZES: readonly number[] = [1, 2, 5, 10]

const ROOM = 100
/** Of what somebody typed that was too long, in place of each choice. */
const CHARACTERS = 200

/** What an agent asked to fill in, instead of the buttons. */
function formData(thisCase: Case, form: QueueForm, { wording, room = ROOM }: Filling): object {
  const { fill } = form
  const label = wording.say(`triage.form.${fill}`, {}, 'plain')
  const save = [{ ...button(thisCase, fill, wording), title: wording.say(`triage.form.save.${fill}`, {}, 'plain') }]
  const besides = [
    { title: wording.say('triage.form.back', {}, 'plain'), click: { verb: 'refresh', case: thisCase.id } },
  ]
  if (fill === 'assign') {
    const { assignee } = thisCase.triage ?? {}
    const others = form.agents.filter(agent => !assignee || !isSamePerson(agent, assignee))
    if (others.length === 0) return { lines: linesOf(wording.say('triage.form.nobody')), besides }
    const choices = others
      .slice(0, room)
      .map(({ name, aadObjectId, id }) => ({ title: wording.quote(excerpt(name), 'plain'), value: aadObjectId ?? id }))
    const count = others.length - choices.length
    const more = count > 0 ? wording.say('triage.form.more', { count }) : ''
    return { lines: linesOf(more), agents: [{ label, choices }], save, besides }
  }
  if (fill === 'snooze') {
    const days = SNOOZES.map(count => ({
      title: wording.say('triage.form.days', { count }, 'plain'),
      value: `${count}`,
    }))
    return { outcomes: [{ label, choices: days }], save, besides }
  }
  const text = { label, text: wording.quote(excerpt(form.text ?? '', room * CHARACTERS), 'plain') }
  if (fill === 'note') return { fields: [{ id: 'value', ...text }], save, besides }
  const choices = OUTCOMES.map(value => ({ title: wording.say(`triage.form.outcome.${value}`, {}, 'plain'), value }))
  const outcome = wording.say('triage.form.outcome.label', {}, 'plain')
  return { outcomes: [{ label: outcome, choices }], fields: [{ id: 'reason', ...text }], save, besides }
}
