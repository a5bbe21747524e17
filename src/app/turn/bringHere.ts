import type { Case } from '../../domain/case/case.js'
import { handleAndDraw } from '../caseUpdates.js'
import { drawOwed } from '../draw.js'
import type { Context, Next, Turn } from './turn.js'

/** Moves the card of a case to the end of the conversation. */
export async function bringHere(
  context: Context,
  { surface, activity }: Turn,
  { case: thisCase, note }: Pick<Next, 'note'> & { readonly case: Case },
): Promise<void> {
  const handled = await handleAndDraw(context, thisCase.id, () => ({
    type: 'heard',
    at: context.clock.now().toISOString(),
    here: surface,
    ...(activity !== undefined && { activity }),
    ...(note && { note }),
  }))
  if (handled && !handled.refused) await drawOwed(context, handled.case, 'answer')
}
