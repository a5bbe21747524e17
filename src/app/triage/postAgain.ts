import type { Surface } from '../../domain/case/case.js'
import { boardEntryOf } from '../../domain/triage/boardEntry.js'
import { handleAndDraw } from '../caseUpdates.js'
import { drawOwed } from '../draw.js'
import type { Context } from '../turn/turn.js'

/** Posts the cards of cases that have none in the channel. */
export async function postAgain(context: Context, channel: Surface): Promise<void> {
  const entries = await context.board.list()
  // One after the other: a channel takes two cards a second, and clicks come first.
  for (const { id } of entries.filter(({ posted }) => !posted)) {
    if (!(await isMissing(context, id))) continue
    const at = context.clock.now().toISOString()
    const handled = await handleAndDraw(context, id, () => ({ type: 'heard', at, here: channel }))
    const drawn = handled && !handled.refused ? await drawOwed(context, handled.case) : null
    // Being posted is news for the board.
    if (drawn) context.start(drawn)
  }
}

/** By now, somebody else may have had the same cards posted: those stay where they are. */
async function isMissing({ store }: Context, id: string): Promise<boolean> {
  const stored = await store.load(id)
  return stored !== null && boardEntryOf(stored.case)?.posted === false
}
