import type { Case } from '../../../domain/case/case.js'
import { maskedAddress } from '../../../domain/mask.js'
import { excerpt } from '../../../domain/parsedMessage.js'
import { type Batched, type Batching, type BatchLine, countChecked } from '../../../domain/triage/batch/batch.js'
import type { DrawingContext } from '../../drawingContext.js'
import { caseButton } from '../../parts/buttons.js'
import { dateOf, Markup, type TextPlace, timeOf, type Wording } from '../../wordings.js'

type Drawing = Pick<DrawingContext, 'wording' | 'viewer' | 'room'>

/** What came out for each address, those with the same cause together. */
export function batchData(thisCase: Case, phase: Batched, drawing: Drawing): object {
  const { wording } = drawing
  const { organization } = thisCase.target
  const groups = groupsIn(phase.lines, wording)
  const shown = groups.flatMap(({ lines }) => lines).filter(({ result }) => result !== undefined)
  const label = wording.say('batch.choose', {}, 'plain')
  const choices = shown.map(({ address, case: value }) => ({ title: named(address, drawing, 'plain'), value }))
  return {
    headline: batchHeadline(phase, wording),
    known: organization ? wording.quote(organization.name) : '',
    leftOut: leftOutLine(phase, wording),
    groups: groups.map(({ what, lines }) => ({
      says: wording.say('batch.group', { count: lines.length, of: phase.lines.length, what: new Markup(what) }),
      lines: lines.map(line => ({ text: lineText(line, drawing) })),
    })),
    at: wording.say('batch.at', { date: dateOf(phase.at), time: timeOf(phase.at) }),
    choose: choices.length > 0 ? [{ label, choices }] : [],
    buttons: choices.length > 0 ? [caseButton(wording, thisCase, 'showLine')] : [],
  }
}

export function batchHeadline(phase: Batched | Batching, wording: Wording, place?: TextPlace): string {
  const args = { done: countChecked(phase), of: phase.lines.length }
  if (phase.name === 'batching') return wording.say('batch.underWay', args, place)
  return wording.say(`batch.${phase.stopped ? 'stopped' : 'headline'}`, args, place)
}

function leftOutLine({ repeated, strays }: Batched, wording: Wording): string {
  if (repeated === 0 && strays.length === 0) return ''
  return wording.say('batch.notes.leftOut', { repeated, strays: strays.length, text: strays.join(', ') })
}

interface Group {
  readonly rank: number
  /** What its addresses have in common. */
  readonly what: string
  readonly lines: readonly BatchLine[]
}

const RANKS = ['causeFound', 'undetermined', 'asks', 'healthy', 'over', 'unchecked'] as const
type Kind = (typeof RANKS)[number]

/** Faults first, the most frequent one at the top; in each, the order typed. */
function groupsIn(lines: readonly BatchLine[], wording: Wording): readonly Group[] {
  const groups = new Map<string, BatchLine[]>()
  for (const line of lines) {
    const key = `${kindOf(line)} ${line.result?.cause ?? line.result?.ask ?? ''}`
    groups.set(key, [...(groups.get(key) ?? []), line])
  }
  return [...groups.values()]
    .map(same => ({ lines: same, rank: RANKS.indexOf(kindOf(same[0])), what: whatIn(same, wording) }))
    .toSorted((one, other) => one.rank - other.rank || other.lines.length - one.lines.length)
}

function kindOf(line: BatchLine | undefined): Kind {
  return line?.result?.verdict ?? 'unchecked'
}

/** The cause in the words of its lines, if those are the same, else its name. */
function whatIn(lines: readonly BatchLine[], wording: Wording): string {
  const [first] = lines
  const { cause = null, ask, says = null } = first?.result ?? {}
  if (ask) return wording.say(`batch.asks.${ask}`)
  const sayings = new Set(lines.flatMap(({ result }) => (result?.says ? [wording.message(result.says)] : [])))
  const [only, ...others] = sayings
  if (only !== undefined && others.length === 0) return only
  const name = `checks.${cause}.name`
  return says && wording.has(name) ? wording.say(name) : wording.say(`batch.state.${kindOf(first)}`)
}

function lineText({ address, result }: BatchLine, drawing: Drawing): string {
  const number = result?.number ?? null
  const shown = named(address, drawing)
  return number === null ? shown : drawing.wording.say('batch.line', { address: new Markup(shown), number })
}

/** Characters of an address, where the card would be too large otherwise. */
const SHORT = 30
/** How many choices a card has room for that need not be shortened. */
const ENOUGH = 50

/** Where others read too, people are masked, as in the helpdesk's channel. */
function named(address: string, { wording, viewer, room = ENOUGH }: Drawing, place?: TextPlace): string {
  const shown = viewer.alone ? address : maskedAddress(address)
  return wording.quote(room < ENOUGH ? excerpt(shown, SHORT) : shown, place)
}
