import { type Case, stepOf } from '../../domain/case/case.js'
import { handleAndDraw } from '../caseUpdates.js'
import { drawOwed } from '../draw.js'
import type { Context, Turn } from './turn.js'

interface Replaced {
  readonly current: Case
  /** Only if it is still at this step; absent: whatever it does. */
  readonly step?: string
}

/** Closes a case in favor of another one. The clicked card becomes the card of the other one. false: it has gone on. */
export async function closeReplaced(
  context: Context,
  { by, surface, typed }: Turn,
  { current, step }: Replaced,
): Promise<boolean> {
  const closed = await handleAndDraw(context, current.id, thisCase => ({
    type: 'cancelled',
    at: context.clock.now().toISOString(),
    by,
    step: step ?? stepOf(thisCase),
    reason: 'replaced',
    ...(!typed && !surface.page && { left: surface }),
  }))
  if (!closed || closed.refused) return false
  context.start(closed.case)
  // The save leased the drawing to this process, so nobody else draws the card.
  context.later(draw(context, closed.case), closed.case.id)
  return true
}

async function draw(context: Context, thisCase: Case): Promise<void> {
  await drawOwed(context, thisCase)
}
