import { assertNever } from '../../domain/assertNever.js'
import type { Evidence, Finding, Missing } from '../../domain/diagnosis/diagnosis.js'
import type { FactName } from '../../domain/diagnosis/facts.js'
import type { Because, EvidenceKey } from '../../domain/messageKey.js'
import { Markup, momentOf, type TextPlace, type Wording } from '../wordings.js'

/** The most lines of evidence to show for a finding; a card has to stay small. */
const MAX_EVIDENCE = 6

export interface Detail {
  readonly name: string
  /** The colour of the word. */
  readonly outcome: Finding['outcome']
  /** The outcome in words, so that it does not depend on colour alone. */
  readonly word: string
  readonly lines: readonly { readonly text: string }[]
}

/** Reasons why a check is about another kind of organization than this one, so that nobody needs to read of it. */
const ELSEWHERE: readonly Because[] = ['synchronizes', 'usesRouter', 'noRouter']

/** The checks that concern this organization, each with its outcome and the evidence for it. */
export function detailsOf(findings: readonly Finding[], wording: Wording): Detail[] {
  const isElsewhere = (finding: Finding) =>
    finding.outcome === 'notApplicable' && ELSEWHERE.some(because => finding.because.key === `because.${because}`)
  return findings.filter(finding => !isElsewhere(finding)).map(finding => detailOf(finding, wording))
}

/** One check: its outcome and the evidence for it. */
function detailOf(finding: Finding, wording: Wording): Detail {
  const own = `checks.${finding.checkId}.${finding.outcome}` as const
  // It has a word of its own, because not being a cause does not make it good.
  const neutral = finding.outcome === 'ok' && wording.has(own)
  return {
    name: wording.say(`checks.${finding.checkId}.name`),
    outcome: neutral ? 'notApplicable' : finding.outcome,
    word: wording.say(neutral ? own : `details.${finding.outcome}`),
    lines: linesOf(finding, wording).map(text => ({ text })),
  }
}

function linesOf(finding: Finding, wording: Wording): string[] {
  switch (finding.outcome) {
    case 'ok':
    case 'problem':
      return evidenceLines(finding.evidence, wording)
    case 'notApplicable':
      return [wording.message(finding.because)]
    case 'undetermined':
      return [
        ...finding.missing.map(missing => missingLine(missing, { wording, whole: true })),
        ...evidenceLines(finding.evidence ?? [], wording),
      ]
    default:
      return assertNever(finding)
  }
}

function evidenceLines(evidence: readonly Evidence[], wording: Wording): string[] {
  const shown = evidence.slice(0, MAX_EVIDENCE)
  const lines = shown.map(one => evidenceLine(one, wording))
  const left = evidence.length - shown.length
  return left > 0 ? [...lines, wording.say('details.more', { count: left })] : lines
}

/** Values that are times, or a word such as "none". */
const TIMES: readonly EvidenceKey[] = [
  'alertAt',
  'jobSince',
  'lastDeparture',
  'lastProcessed',
  'postponedUntil',
  'scheduledFor',
  'failedSince',
  'failedLast',
  'flowFailed',
]

/** Values that need a wording: minutes, how far a privilege reaches, and the id of a check. */
const VALUES: { readonly [K in EvidenceKey]?: (value: string, wording: Wording) => string } = {
  unmet: (id, wording) => {
    const key = `checks.${id}.name`
    return wording.has(key) ? wording.say(key) : id
  },
  oldestWaits: (minutes, wording) => duration(Number(minutes), wording),
  privilegeDepth: (depths, wording) =>
    depths
      .split(', ')
      .map(depth => level(depth, wording))
      .join(', '),
  // "Deep, Sales": the unit is a name, whatever it is.
  privilegeReach: (reach, wording) => reach.replace(/^\w+/, depth => level(depth, wording)),
}

export function evidenceLine({ label, value }: Evidence, wording: Wording, place?: TextPlace): string {
  if (TIMES.includes(label)) return wording.say(`evidence.${label}`, { value: momentOf(value, wording, place) }, place)
  const shown = Object.hasOwn(VALUES, label) ? VALUES[label]?.(wording.quote(value, place), wording) : undefined
  return wording.say(`evidence.${label}`, { value: shown === undefined ? value : new Markup(shown) }, place)
}

/** A level, with its names in the product's editor and in its API. */
export function level(depth: string, wording: Wording): string {
  const key = `levels.${depth}`
  return wording.has(key) ? wording.say(key) : depth
}

const HOUR_MINUTES = 60
const DAY_MINUTES = 24 * HOUR_MINUTES

/** A duration in the largest unit that fits. */
function duration(minutes: number, wording: Wording): string {
  if (minutes < HOUR_MINUTES) return wording.say('duration.minutes', { count: minutes })
  if (minutes < DAY_MINUTES) return wording.say('duration.hours', { count: Math.floor(minutes / HOUR_MINUTES) })
  return wording.say('duration.days', { count: Math.floor(minutes / DAY_MINUTES) })
}

/** The name of a fact or, if a check crashed, of what the check looks at. */
export function factName(fact: Missing['fact'], wording: Wording, place?: TextPlace): string {
  return wording.say(isRead(fact, wording) ? `facts.${fact}` : `checks.${fact}.name`, {}, place)
}

/** Facts that are not the subject of a check. */
function isRead(fact: Missing['fact'], wording: Wording): fact is FactName {
  return wording.has(`facts.${fact}`)
}

/** What was not seen and why. `whole`: also quotes what was not understood, and names the privilege that the bot lacks. */
export function missingLine(
  { fact, why, detail, privilege, depth }: Missing,
  { wording, whole }: { readonly wording: Wording; readonly whole: boolean },
): string {
  const line = wording.say('missing.line', { fact: factName(fact, wording), why: wording.say(`why.${why}`) })
  if (!whole) return line
  if (why === 'notUnderstood') return `${line} ${wording.say('missing.says', { detail })}`
  return privilege ? `${line} ${lackLine(privilege, depth, wording)}` : line
}

/** The privilege that the bot lacks, or does not hold at a sufficient level. */
export function lackLine(privilege: string, depth: string | undefined, wording: Wording): string {
  return depth ? wording.say('missing.shallow', { privilege, depth }) : wording.say('missing.lacks', { privilege })
}
