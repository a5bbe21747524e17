import type { Case, Note, Surface } from '../../domain/case/case.js'
import { handleAndDraw } from '../caseUpdates.js'
import { drawOwed } from '../draw.js'
import type { Screen } from '../ports.js'
import type { Context, Turn } from '../turn/turn.js'

/**
 * Tells one person in a channel something that is for them alone: as a message that only they see, else in their own chat,
 * else as a line on the card.
 */
export async function tellPrivately(context: Context, turn: Turn, note: Note, card?: Case): Promise<void> {
  const { messenger, conversations } = context
  const screen: Screen = { kind: 'notice', message: note }
  const whispered = await messenger.whisper(turn.surface, turn.by, screen)
  if (whispered.result === 'shown') return
  const { tenantId, aadObjectId } = turn.by
  const chat = tenantId && aadObjectId ? await conversations.of({ tenantId, aadObjectId }) : null
  if (chat && (await messenger.send(chat, screen, 'answer')).result === 'shown') return
  if (card) await noteOnCard(context, card, { place: turn.surface, note })
}

async function noteOnCard(
  context: Context,
  { id }: Case,
  { place, note }: { readonly place: Surface; readonly note: Note },
): Promise<void> {
  const handled = await handleAndDraw(context, id, () => ({
    type: 'remarked',
    at: context.clock.now().toISOString(),
    place,
    note,
  }))
  if (handled && !handled.refused) await drawOwed(context, handled.case, 'answer')
}
