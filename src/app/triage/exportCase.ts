import { isAlone } from '../../domain/case/authorization.js'
import type { Case } from '../../domain/case/case.js'
import type { Screen } from '../ports.js'
import type { Context, Next, Turn } from '../turn/turn.js'
import { chatOf } from './openInChat.js'

/** Shows a case as text and as JSON, to be copied: in full to an agent, masked to everybody else, and never in a channel. */
export async function exportCase(context: Context, turn: Turn, current: Case): Promise<Next> {
  const screen: Screen = { kind: 'export', case: current, full: turn.by.helpdesk }
  if (isAlone(turn.surface)) return { case: null, changed: false, screen }
  const chat = await chatOf(context, turn)
  if (!chat) return { case: current, changed: false, note: { key: 'triage.notes.noChat' } }
  context.later(send(context, chat, screen), current.id)
  return { case: current, changed: false, note: { key: 'triage.notes.exported' } }
}

async function send({ messenger, log }: Context, chat: Turn['surface'], screen: Screen): Promise<void> {
  const { result } = await messenger.send(chat, screen, 'answer')
  if (result !== 'shown') log.warn({ result }, 'An export could not be shown')
}
