import type { Note } from '../../../domain/case/case.js'
import type { Context, Next } from '../../turn/turn.js'

/** The case that has this number, for an agent who typed it. */
export async function bringByNumber({ numbers, store, scope }: Context, number: number): Promise<Next> {
  const id = await numbers.caseOf(number)
  if (id === null) return answer({ key: 'triage.board.notes.noNumber', args: { number } })
  scope.about(id)
  const stored = await store.load(id)
  if (!stored) return answer({ key: 'triage.board.notes.deleted', args: { number } })
  return { case: stored.case, changed: false }
}

function answer(message: Note): Next {
  return { case: null, changed: false, screen: { kind: 'notice', message } }
}
