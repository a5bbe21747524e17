import type { Case, Note, Surface } from '../../domain/case/case.js'
import { handleAndDraw } from '../caseUpdates.js'
import { drawOwed } from '../draw.js'
import type { Screen } from '../ports.js'
import type { Context, Turn } from '../turn/turn.js'

/** Shows one person in a channel something that is for them alone: as a message that only they see, else in their own chat. false: neither can be. */
export async function showPrivately(
  { messenger, conversations }: Context,
  { by, surface }: Turn,
  screen: Screen,
): Promise<boolean> {
  const whispered = await messenger.whisper(surface, by, screen)
  if (whispered.result === 'shown') return true
  const { tenantId, aadObjectId } = by
  const chat = tenantId && aadObjectId ? await conversations.of({ tenantId, aadObjectId }) : null
  return chat !== null && (await messenger.send(chat, screen, 'answer')).result === 'shown'
}

/** Where the person cannot be told alone, it becomes a line on the card. */
export async function tellPrivately(context: Context, turn: Turn, note: Note, card?: Case): Promise<void> {
  if (await showPrivately(context, turn, { kind: 'notice', message: note })) return
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
