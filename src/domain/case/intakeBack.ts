import type { Case, Question } from './case.js'
import { lacksText } from './intake.js'

/** The questions of a case in their order, those that were answered before they were asked among them. */
export function walkOf({ target, organizations }: Case): readonly Question[] {
  const { organization, clue } = target
  const named = organization ? [organization] : organizations
  return [
    ...(clue?.verdict === 'lookAlike' ? (['lookAlike'] as const) : []),
    'symptom',
    ...(lacksText(target) ? (['errorText'] as const) : []),
    ...(organizations.length > 1 || !organization ? (['organization'] as const) : []),
    'sender',
    ...(named.some(({ routerAccount }) => !routerAccount) ? (['routerAccount'] as const) : []),
  ]
}

/** The question that "Back" leads to; null: none comes before, or there is no way back. */
export function questionBefore(c: Case): Question | null {
  const walk = walkOf(c)
  const { phase, applied, target } = c
  switch (phase.name) {
    case 'intake':
      // It is asked as soon as it is unclear, at whatever question that was.
      if (phase.ask === 'whichAddress') return target.symptom ? 'symptom' : before(walk, 'symptom')
      return phase.ask === 'whichSender' ? 'sender' : before(walk, phase.ask)
    case 'locating':
      return before(walk, 'organization')
    case 'identifying':
      return before(walk, 'sender')
    case 'diagnosing':
      return walk.at(-1) ?? null
    case 'diagnosed':
      // What was repaired can only be put back where it was.
      return applied ? null : (walk.at(-1) ?? null)
    default:
      return null
  }
}

function before(walk: readonly Question[], question: Question): Question | null {
  const at = walk.indexOf(question)
  return at > 0 ? (walk[at - 1] ?? null) : null
}

/** Asks the question before. Every answer stays: it stands in its field again. null: there is none before. */
export function goBack(c: Case): Case | null {
  const question = questionBefore(c)
  if (!question) return null
  return { ...withoutLookups(c), phase: { name: 'intake', run: c.phase.run + 1, ask: question } }
}

/** Nothing is looked up any more for the walk. */
export function withoutLookups(c: Case): Case {
  const looking = ['locate', 'identify', 'gather']
  return { ...c, pending: c.pending.filter(({ kind }) => !looking.includes(kind)) }
}
