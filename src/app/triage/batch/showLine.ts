import { mayBringHere } from '../../../domain/case/authorization.js'
import type { Case } from '../../../domain/case/case.js'
import type { MessageKey } from '../../../domain/messageKey.js'
import { bringHere } from '../../turn/bringHere.js'
import type { Context, Next, Turn } from '../../turn/turn.js'

interface Chosen {
  readonly current: Case | null
  /** Id of the check that was chosen; not trusted. */
  readonly value?: string | undefined
}

/** Brings the check of one address of a batch down here, and the batch's card stays; a page goes to the check. */
export async function showLine(context: Context, turn: Turn, { current, value = '' }: Chosen): Promise<Next> {
  const stay = (key?: MessageKey): Next => ({ case: current, changed: false, ...(key && { note: { key } }) })
  const line = current && 'lines' in current.phase ? current.phase.lines.find(one => one.case === value) : null
  if (!line) return stay('batch.notes.choose')
  const stored = await context.store.load(line.case)
  if (!stored) return stay('batch.notes.gone')
  if (!mayBringHere(stored.case, turn.by)) return stay('notes.notYourCase')
  if (turn.surface.page) return { case: stored.case, changed: false }
  context.later(bringHere(context, turn, { case: stored.case }), stored.case.id)
  return stay()
}
