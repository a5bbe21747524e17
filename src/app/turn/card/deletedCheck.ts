import type { Click } from '../../../domain/case/cardClick.js'
import type { Case } from '../../../domain/case/case.js'
import type { Message } from '../../../domain/diagnosis/diagnosis.js'
import { type Context, type Next, open, openedBy, type Turn } from '../turn.js'

/** A card that asks for its newest state says that work is under way, which must not stay; the board shows what is left. */
export function isDeleted(clicked: Click | null, current: Case | null): clicked is Click {
  const isOfCase = clicked?.verb !== 'refresh' && clicked?.page === undefined
  return clicked?.case !== undefined && current === null && isOfCase
}

/** A click on the card of a check that was deleted. The card stays as it is, since it is all that is left of the check. */
export async function clickOnDeleted(context: Context, turn: Turn, { verb, case: id }: Click): Promise<Next> {
  const beside = (message: Message): Next => {
    return { case: null, changed: false, screen: { kind: 'notice', message, beside: true } }
  }
  if (verb !== 'start' && verb !== 'startOver')
    return beside({ key: 'notes.checkDeleted', args: { days: context.keptDays } })
  const { case: opened } = await open(
    context,
    { ...turn, typed: true },
    { known: {}, anew: true, ...openedBy(turn, id) },
  )
  if (turn.surface.page) return { case: opened, changed: true }
  return { ...beside({ key: 'notes.checkStarted' }), ...(opened && { opened }) }
}
