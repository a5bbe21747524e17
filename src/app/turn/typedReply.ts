import type { Note } from '../../domain/case/case.js'
import { symptomIn } from '../../domain/parsedMessage.js'
import type { AttachedFile } from '../ports.js'
import { replyToCheck } from '../triage/batch/checkReply.js'
import { readAttached } from './attachment.js'
import { findOrganization } from './findOrganization.js'
import { type Reply, replyTo, type Situation } from './reply.js'
import type { Context, Turn } from './turn.js'

/** What somebody wrote; `attached` true: something that cannot be read. */
export interface UserInput {
  readonly text: string
  readonly attached: AttachedFile | boolean
}

type Known = Pick<Situation, 'current' | 'agent'> & Pick<Turn, 'by'>

/** Reads what somebody wrote, with its file, and decides what to do about it. */
export async function replyOf(context: Context, { text, attached }: UserInput, known: Known): Promise<Reply> {
  const message = typeof attached === 'object' ? await readAttached(context, attached, text) : context.understand(text)
  if ('key' in message) return replyToUnread(context, { text, attached: false }, { known, note: message })
  if (message.text === '' && !message.log) {
    return { do: 'redraw', note: { key: attached ? 'notes.onlyAttachment' : 'notes.empty' } }
  }
  const organizations = context.organizations.list()
  const organization = symptomIn(message) || !message.command ? await findOrganization(context, message) : null
  const situation: Situation = { ...known, organizations, organization }
  return replyToCheck(message, situation, known.by) ?? replyTo(message, situation)
}

/** If a file cannot be read, the text that came with it is still used. */
async function replyToUnread(
  context: Context,
  written: UserInput,
  { known, note }: { readonly known: Known; readonly note: Note },
): Promise<Reply> {
  const reply = written.text === '' ? null : await replyOf(context, written, known)
  return reply?.do === 'tell' || reply?.do === 'open' ? { ...reply, note } : { do: 'redraw', note }
}
