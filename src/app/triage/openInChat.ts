import type { Case, Surface } from '../../domain/case/case.js'
import { bringHere } from '../turn/bringHere.js'
import type { Context, Next, Turn } from '../turn/turn.js'

/** Brings the case with all its evidence to the agent's own chat; the channel shows none of it. */
export async function openInChat(context: Context, turn: Turn, current: Case): Promise<Next> {
  if (turn.surface.page) return { case: current, changed: false }
  const chat = await chatOf(context, turn)
  if (!chat) return { case: current, changed: false, note: { key: 'triage.notes.noChat' } }
  const surface: Surface = { ...chat, audience: 'helpdesk' }
  context.later(bringHere(context, { by: turn.by, surface }, { case: current }), current.id)
  return { case: current, changed: false, note: { key: 'triage.notes.opened' } }
}

/** The agent's own chat; null: there is none. */
export async function chatOf(
  { conversations, messenger, log }: Context,
  { by, surface }: Turn,
): Promise<Surface | null> {
  const { tenantId, aadObjectId } = by
  if (!tenantId || !aadObjectId) return null
  const known = await conversations.of({ tenantId, aadObjectId })
  if (known) return known
  return messenger.openPersonal({ tenantId, aadObjectId }, surface).catch(error => {
    log.warn({ err: error }, 'A chat with an agent could not be opened')
    return null
  })
}
