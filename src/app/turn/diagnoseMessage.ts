import { mayVouch } from '../../domain/case/authorization.js'
import { symptomIn } from '../../domain/parsedMessage.js'
import type { Screen } from '../ports.js'
import { findOrganization } from './findOrganization.js'
import { type Reply, replyTo } from './reply.js'
import { runReply } from './runReply.js'
import { unknownLogNote } from './situation.js'
import type { Context, Turn } from './turn.js'

/**
 * Reads a message of any conversation: says what it proves, and prepares a check to be continued in the bot's own chat. For a
 * helpdesk member, whose mail it is about is enough.
 */
export async function diagnoseMessage(context: Context, turn: Turn, text: string): Promise<Screen> {
  const message = context.understand(text)
  const clue = message.log?.clue ?? null
  const sender = mayVouch(turn.by) ? message.from : undefined
  if (!clue && sender === undefined) {
    return { kind: 'reading', clue: null, message: unknownLogNote(message) }
  }
  const organization = await findOrganization(context, message)
  // The message may be somebody else's, so nothing from it goes into a check that is under way.
  const situation = { current: null, organizations: context.organizations.list(), organization }
  const symptom = symptomIn(message) ?? 'notSure'
  const proved: Reply = clue
    ? replyTo({ ...message, command: null }, situation)
    : { do: 'open', known: { symptom, ...(organization && { organization }) } }
  const reply = sender === undefined ? proved : withSender(proved, sender)
  const next = await runReply(context, turn, { reply, current: null })
  if (next.case && next.changed) context.start(next.case)
  return { kind: 'reading', clue, message: answerTo(reply, sender) }
}

/** What a log proves comes first; one about an organization that is not configured is about nobody here. */
function withSender(reply: Reply, sender: string): Reply {
  if (reply.do !== 'open' || reply.known.sender || reply.known.elsewhere !== undefined) return reply
  const { addresses: _several, ...known } = reply.known
  return { ...reply, known: { ...known, sender } }
}

function answerTo(reply: Reply, from: string | undefined): Extract<Screen, { kind: 'reading' }>['message'] {
  if (reply.do !== 'open') return { key: 'reading.goOn' }
  const { elsewhere, sender } = reply.known
  if (elsewhere !== undefined) return { ...reply.note, key: 'reading.organizationUnknown' }
  return from !== undefined && sender ? { key: 'reading.prepared', args: { sender } } : { key: 'reading.goOn' }
}
