import type { Case, Work, WorkKind } from '../case/case.js'
import { countDue } from './group/groupCount.js'
import { hasNews } from './news/withNews.js'
import { reminderDue } from './turns/reminder.js'

type Needed = (thisCase: Case) => boolean

/** Work that stays promised for as long as the case needs it, whatever else is promised or given up. */
const STANDING = {
  enter: ({ triage }) => triage !== undefined && triage.number === null,
  tell: ({ notices }) => notices !== undefined,
  announce: hasNews,
  remind: thisCase => reminderDue(thisCase) !== null,
  group: thisCase => countDue(thisCase) !== null,
  regroup: ({ rounds }) => rounds !== undefined,
} satisfies Partial<Record<WorkKind, Needed>>
const KINDS = Object.keys(STANDING) as readonly (keyof typeof STANDING)[]

export function withStandingWork(before: Case, after: Case): Case {
  const standing = KINDS.flatMap(kind => (STANDING[kind](after) ? [workOf(kind, before, after)] : []))
  const now = after.pending.filter(isStanding)
  const isKept = standing.length === now.length && standing.every(work => now.includes(work))
  return isKept ? after : { ...after, pending: [...after.pending.filter(work => !isStanding(work)), ...standing] }
}

function isStanding({ kind }: Work): boolean {
  return KINDS.some(standing => standing === kind)
}

/** When it has to be done; null: as soon as possible. */
function dueOf(kind: keyof typeof STANDING, thisCase: Case): string | null {
  if (kind === 'remind') return reminderDue(thisCase)
  return kind === 'group' ? countDue(thisCase) || null : null
}

/** The promise as it was, with its attempts and its lease; at another time it is another promise. */
function workOf(kind: keyof typeof STANDING, before: Case, after: Case): Work {
  const notBefore = dueOf(kind, after)
  const kept = workIn(after, kind) ?? workIn(before, kind)
  if (kept && (notBefore === null || kept.id === idOf(kind, notBefore))) return kept
  return {
    id: idOf(kind, notBefore ?? String(after.noticed ?? 0)),
    kind,
    attempts: 0,
    ...(notBefore !== null && { notBefore }),
  }
}

function idOf(kind: WorkKind, what: string): string {
  return `${kind}.${what}`
}

function workIn({ pending }: Case, wanted: WorkKind): Work | undefined {
  return pending.find(({ kind }) => kind === wanted)
}
