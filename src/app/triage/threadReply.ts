import type { Case, Note } from '../../domain/case/case.js'
import { stepOf } from '../../domain/case/case.js'
import type { Command } from '../../domain/parsedMessage.js'
import { LONGEST_NOTE } from '../../domain/triage/triage.js'
import type { TriageAction } from '../../domain/triage/triageEvents.js'
import { apply, type Context, type Next, type Turn } from '../turn/turn.js'
import { showBoard } from './board/boardTurn.js'
import { showPrivately, tellPrivately } from './privately.js'
import { applyAction, notAgentNote, tooLong } from './queueClick.js'

/** What stands in a thread of the helpdesk's channel: a command, or else a note. */
type Reply = TriageAction | 'checkAgain' | 'board' | 'welcome'

/** A reply to a card of the helpdesk's channel is about the case of that card. null: it is no such thread. */
export async function replyInThread(context: Context, turn: Turn, text: string): Promise<Next | null> {
  const current = await caseInThread(context, turn)
  if (!current?.triage) return null
  context.scope.about(current.id)
  const next = turn.by.helpdesk
    ? await carryOut(context, turn, { current, text })
    : { case: current, changed: false, note: notAgentNote(turn) }
  if (next.note) context.later(tellPrivately(context, turn, next.note, current), current.id)
  if (next.aside) context.later(showPrivately(context, turn, next.aside), current.id)
  return next
}

async function caseInThread({ store }: Context, { surface }: Turn): Promise<Case | null> {
  if (surface.conversationType !== 'channel') return null
  const id = await store.caseOfThread(surface.channelId, surface.conversationId)
  return id === null ? null : ((await store.load(id))?.case ?? null)
}

async function carryOut(
  context: Context,
  turn: Turn,
  { current, text }: { readonly current: Case; readonly text: string },
): Promise<Next> {
  const message = context.understand(text)
  const refuse = (note: Note): Next => ({ case: current, changed: false, note })
  if (message.masked) return refuse({ key: 'notes.masked' })
  if (message.text === '') return refuse({ key: 'triage.notes.thread' })
  if (message.text.length > LONGEST_NOTE) return refuse(tooLong(message.text))
  const reply = replyFor(message.command, message.text)
  // A card of the channel stays where it is.
  const { typed: _, ...place } = turn
  if (reply === 'welcome') return refuse({ key: 'triage.notes.thread' })
  if (reply === 'board') return showBoard(context, turn)
  if (reply === 'checkAgain') {
    return apply(context, place, { current, step: stepOf(current), event: seen => ({ type: 'checkedAgain', ...seen }) })
  }
  return applyAction(context, place, { current, step: undefined, action: reply })
}

function replyFor(command: Command | null, text: string): Reply {
  switch (command) {
    case 'take':
    case 'giveBack':
      return { do: command }
    case 'checkAgain':
    case 'board':
      return command
    case 'help':
    case 'status':
      return 'welcome'
    default:
      return { do: 'note', text }
  }
}
