import { mayBringHere } from '../../../domain/case/authorization.js'
import type { Case } from '../../../domain/case/case.js'
import { bringHere } from '../bringHere.js'
import { statusOf } from '../status.js'
import type { Context, Next, Turn } from '../turn.js'

/** A click in the list of a person's cases moves that case's card here, and the list stays; a page goes to the case. */
export async function show(context: Context, turn: Turn, current: Case | null): Promise<Next> {
  if (!current) return { case: null, changed: false, note: { key: 'notes.noCase' } }
  if (!mayBringHere(current, turn.by)) {
    return { case: current, changed: false, note: { key: 'notes.notYourCase' } }
  }
  if (turn.surface.page) return { case: current, changed: false }
  context.later(bringHere(context, turn, { case: current }), current.id)
  return statusOf(context, turn)
}
