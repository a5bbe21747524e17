import { namedIn } from './named.js'
import type { Screen } from './ports.js'
import { replyTo } from './reply.js'
import { type Context, carryOut, type Turn } from './turn.js'

/** Somebody asks about a message of any conversation: says what it proves, and prepares a check that goes on in the bot's own chat. */
export async function readMessage(context: Context, turn: Turn, text: string): Promise<Screen> {
  const said = context.understand(text)
  if (!said.log?.clue) {
    const key = said.masked ? 'notes.masked' : `notes.logUnknown.${said.log?.ask ?? 'code'}`
    return { kind: 'reading', clue: null, message: { key } }
  }
  const current = (await context.store.latest(turn.by))?.case ?? null
  const named = await namedIn(context, said)
  const reply = replyTo({ ...said, command: null }, { current, organizations: context.organizations.list(), named })
  const next = await carryOut(context, turn, { reply, current })
  if (next.case && next.changed) context.start(next.case.id)
  return {
    kind: 'reading',
    clue: said.log.clue,
    message: 'choose' in reply ? { ...reply.note, key: 'reading.organizationUnknown' } : { key: 'reading.goOn' },
  }
}
