import type { Screen } from '../../../app/ports.js'
import { type Case, isOpen } from '../../../domain/case/case.js'
import { isUnderWay } from '../../../domain/case/phase.js'
import { maskedAddress } from '../../../domain/mask.js'
import { isUnreachable } from '../../../domain/triage/place.js'
import type { Triage } from '../../../domain/triage/triage.js'
import type { DrawingContext } from '../../drawingContext.js'
import type { Button } from '../../parts/buttons.js'
import { groupLine } from '../../parts/groupLine.js'
import { dateOf, Markup, type TextPlace, timeOf, type Wording } from '../../wordings.js'
import { formData } from './queueForm.js'
import { linesOf, queueButton, type TriageVerb } from './queueParts.js'

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
    ...(open ? buttonsOf(thisCase, triage, wording) : { besides: overButtons(thisCase, wording) }),
  }
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
    unreachedLine(thisCase, wording),
    snoozedLine(thisCase, wording),
    mailLine(triage, wording),
    groupLine(thisCase, wording),
    finding?.gate ? wording.say(`triage.card.gate.${finding.gate === 1 ? 'right' : 'mailbox'}`) : '',
    wording.say(`triage.card.since.${entry}`, { date: dateOf(since), time: timeOf(since) }),
  ]
}

/** Whoever has to act cannot be written to: for good, or because they do not have the app. */
function unreachedLine({ triage, phase, surfaces }: Case, wording: Wording): string {
  if (phase.name === 'asking' && phase.reached === 'none') return wording.say('triage.card.unreached')
  return triage?.turn === 'sender' && isUnreachable(surfaces) ? wording.say('triage.card.unreachable') : ''
}

function snoozedLine({ reminder }: Case, wording: Wording): string {
  if (!reminder?.snoozed) return ''
  return wording.say('triage.card.snoozed', { date: dateOf(reminder.at), time: timeOf(reminder.at) })
}

function mailLine({ finding }: Triage, wording: Wording): string {
  if (!finding) return ''
  const { waiting, held, atLeast } = finding
  const counted = waiting === null ? 'no' : 'yes'
  const args = { waiting: waiting ?? 0, held: held ?? 0, counted, atLeast: atLeast ? 'yes' : 'no' }
  return wording.say('triage.card.mail', args)
}

/** What it was about stays on the card. */
function closedLines({ closed, finding }: Triage, wording: Wording): readonly string[] {
  const cause = finding?.says
    ? wording.say('triage.card.was', { cause: new Markup(wording.message(finding.says)) })
    : ''
  if (!closed) return [cause]
  const { by, outcome, reason } = closed
  return [wording.say('triage.card.closed', { agent: by.name, outcome, reason }), cause]
}

function notesLine({ notes }: Triage, wording: Wording): string {
  const last = notes.at(-1)
  return last ? wording.say('triage.card.lastNote', { count: notes.length, agent: last.by.name }) : ''
}

/**
 * The main button is what comes next: somebody takes it, then the sender is asked, or the evidence is read. The text for a
 * sender who cannot be reached, or for an administrator, is in the agent's own chat.
 */
function buttonsOf(thisCase: Case, { assignee, turn, asked }: Triage, wording: Wording): object {
  const isToAsk = turn === 'sender' && !asked && unreachedLine(thisCase, wording) === ''
  const next: TriageVerb = isToAsk ? 'askSender' : 'openHere'
  const main: TriageVerb = assignee ? next : 'take'
  const besides: readonly TriageVerb[] = ['openHere', 'checkAgain']
  const move: readonly TriageVerb[] = [
    'askSender',
    ...(/Administrator$/.test(turn) ? [] : (['askAdministrator'] as const)),
    'assign',
    assignee ? 'giveBack' : 'take',
    'close',
  ]
  const keep: readonly TriageVerb[] = ['note', 'snooze', 'export']
  const buttons = (verbs: readonly TriageVerb[]) =>
    verbs.filter(verb => verb !== main).map(verb => queueButton(thisCase, verb, wording))
  return {
    main: [queueButton(thisCase, main, wording)],
    besides: buttons(besides),
    move: buttons(move),
    keep: buttons(keep),
  }
}

/** The evidence of a case that is over, and a copy of it. */
function overButtons(thisCase: Case, wording: Wording): readonly Button[] {
  return (['openHere', 'export'] as const).map(verb => queueButton(thisCase, verb, wording))
}
