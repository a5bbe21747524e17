import type { Evidence, Finding, Missing } from '../domain/diagnosis.js'
import { forgotten } from '../domain/forgotten.js'
import type { Wording } from './wording.js'

/** So many lines of evidence are enough to believe a finding; a card has to stay small. */
const MAX_EVIDENCE = 6

export interface Detail {
  readonly name: string
  readonly outcome: Finding['outcome']
  /** The outcome in words, so that colour is not all that tells it. */
  readonly word: string
  readonly lines: readonly { readonly text: string }[]
}

/** One check: what it found and what that rests on. */
export function detailOf(finding: Finding, wording: Wording): Detail {
  return {
    name: wording.say(`checks.${finding.checkId}.name`),
    outcome: finding.outcome,
    word: wording.say(`details.${finding.outcome}`),
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
        ...finding.missing.map(missing => missingLine(missing, wording)),
        ...evidenceLines(finding.evidence ?? [], wording),
      ]
    default:
      return forgotten(finding)
  }
}

function evidenceLines(evidence: readonly Evidence[], wording: Wording): string[] {
  const shown = evidence.slice(0, MAX_EVIDENCE)
  const lines = shown.map(({ label, value }) => wording.say(`evidence.${label}`, { value }))
  const left = evidence.length - shown.length
  return left > 0 ? [...lines, wording.say('details.more', { count: left })] : lines
}

/** What was not seen and why, with the privilege that the bot lacks in so many words. */
export function missingLine({ fact, why, detail, privilege, depth }: Missing, wording: Wording): string {
  const line = wording.say('missing.line', { fact: wording.say(`facts.${fact}`), why: wording.say(`why.${why}`) })
  if (why === 'notUnderstood') return `${line} ${wording.say('missing.says', { detail })}`
  return privilege ? `${line} ${lackLine(privilege, depth, wording)}` : line
}

/** Which privilege the bot lacks, or holds not far enough. */
export function lackLine(privilege: string, depth: string | undefined, wording: Wording): string {
  return depth ? wording.say('missing.shallow', { privilege, depth }) : wording.say('missing.lacks', { privilege })
}
