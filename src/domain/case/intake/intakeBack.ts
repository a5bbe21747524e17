import type { Case, Question } from '../case.js'
import { lacksText } from './intake.js'

/** The questions of a case in order, including those that were answered before they were asked. */
export function walkOf({ target, organizations, phase }: Case): readonly Question[] {
  const { organization, clue, actingAccount } = target
  // It is asked only where the facts do not tell.
  const isAccountAsked = phase.name === 'intake' && phase.ask === 'actingAccount'
  return [
    ...(clue?.verdict === 'lookAlike' ? (['lookAlike'] as const) : []),
    'symptom',
    ...(lacksText(target) ? (['errorText'] as const) : []),
    ...(organizations.length > 1 || !organization ? (['organization'] as const) : []),
    'sender',
    ...(isAccountAsked || actingAccount !== undefined ? (['actingAccount'] as const) : []),
  ]
}

/** The question that "Back" leads to; null: there is no earlier one, or no way back. */
export function questionBefore(thisCase: Case): Question | null {
  const walk = walkOf(thisCase)
  const { phase, applied, target } = thisCase
  switch (phase.name) {
    case 'intake':
      // It is asked as soon as the sender is unclear, so it has no fixed place in the order.
      if (phase.ask === 'whichAddress') return target.symptom ? 'symptom' : before(walk, 'symptom')
      // From typing another account back to those that were offered.
      if (phase.another) return phase.ask
      return phase.ask === 'whichSender' ? 'sender' : before(walk, phase.ask)
    case 'locating':
      return before(walk, 'organization')
    case 'identifying':
      return before(walk, 'sender')
    case 'diagnosing':
      return walk.at(-1) ?? null
    case 'diagnosed':
      // After a repair there is only the undo: another sender would make it inapplicable.
      return applied ? null : (walk.at(-1) ?? null)
    default:
      return null
  }
}

function before(walk: readonly Question[], question: Question): Question | null {
  const at = walk.indexOf(question)
  return at > 0 ? (walk[at - 1] ?? null) : null
}

/** Asks the previous question, with every answer still in its field. null: there is no previous question. */
export function goBack(thisCase: Case): Case | null {
  const question = questionBefore(thisCase)
  if (!question) return null
  return { ...withoutLookups(thisCase), phase: { name: 'intake', run: thisCase.phase.run + 1, ask: question } }
}

/** Drops look-ups that are still pending. */
export function withoutLookups(thisCase: Case): Case {
  const looking = ['locate', 'identify', 'gather']
  return { ...thisCase, pending: thisCase.pending.filter(({ kind }) => !looking.includes(kind)) }
}
