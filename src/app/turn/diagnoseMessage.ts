import type { Screen } from '../ports.js'
import { findOrganization } from './findOrganization.js'
import { replyTo } from './reply.js'
import { runReply } from './runReply.js'
import { unknownLogNote } from './situation.js'
import type { Context, Turn } from './turn.js'

/** Reads a message of any conversation: says what it proves, and prepares a check to be continued in the bot's own chat. */
export async function diagnoseMessage(context: Context, turn: Turn, text: string): Promise<Screen> {
  const message = context.understand(text)
  if (!message.log?.clue) {
    return { kind: 'reading', clue: null, message: unknownLogNote(message) }
  }
  const organization = await findOrganization(context, message)
  // The message may be somebody else's, so nothing from it goes into a check that is under way.
  const situation = { current: null, organizations: context.organizations.list(), organization }
  const reply = replyTo({ ...message, command: null }, situation)
  const next = await runReply(context, turn, { reply, current: null })
  if (next.case && next.changed) context.start(next.case)
  const isElsewhere = reply.do === 'open' && reply.known.elsewhere !== undefined
  return {
    kind: 'reading',
    clue: message.log.clue,
    message: isElsewhere ? { ...reply.note, key: 'reading.organizationUnknown' } : { key: 'reading.goOn' },
  }
}
