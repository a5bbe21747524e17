import { type Case, isOpen, type Surface, stepOf } from '../domain/case.js'
import { type Click, parseClick } from '../domain/click.js'
import { isSender } from '../domain/parties.js'
import { plain } from '../domain/said.js'
import { handle, redraw, screenOf } from './handle.js'
import { namedIn } from './named.js'
import type { Screen } from './ports.js'
import { clickRepair } from './repairClicks.js'
import { type Reply, replyToAnswer, replyToText } from './reply.js'
import { apply, type Context, carryOut, type Next, open, type Turn } from './turn.js'

/** What a clicked card becomes. Nothing of `data` is trusted: who clicks is in the turn. */
export async function click(context: Context, turn: Turn, data: unknown): Promise<Screen> {
  const clicked = parseClick(data)
  const stored = clicked?.case ? await context.store.load(clicked.case) : await context.store.latest(turn.by)
  const current = stored?.case ?? null
  if (current && !mayClick(current, turn)) return { kind: 'notice', message: { key: 'notes.notYourCase' } }
  const here = current ? { ...turn, surface: seenAs(current, turn) } : turn
  const next = clicked
    ? await carryOutClick(context, here, { clicked, current })
    : { case: current, changed: false, note: { key: 'notes.malformed' } }
  if (!next.case) return { kind: 'welcome', ...(next.note && { note: next.note }) }
  if (next.changed) context.later(afterClick(context, next.case, here.surface), next.case.id)
  const { audience } = here.surface
  if (next.signIn) return { kind: 'signIn', case: next.case, audience, ...next.signIn }
  return { ...screenOf(next.case, next.note), audience }
}

/** Whoever sees a card may click it and is told whose it is; a card of another conversation tells nothing. */
function mayClick(c: Case, { by, surface }: Turn): boolean {
  const seesIt = c.surfaces.some(({ conversationId }) => conversationId === surface.conversationId)
  return by.id === c.owner.id || by.helpdesk || isSender(c, by) || seesIt
}

/** What is only for the sender is shown to them only where nobody else reads. */
function seenAs(c: Case, { by, surface }: Turn): Surface {
  if (by.id === c.owner.id || surface.conversationType !== 'personal') return surface
  return { ...surface, audience: isSender(c, by) ? 'sender' : 'helpdesk' }
}

/** The clicked card is the newest one of its conversation: later changes are drawn there. */
async function afterClick(context: Context, c: Case, surface: Surface): Promise<void> {
  const shown = surface.activityId
    ? await handle(context, c.id, () => ({ type: 'shown', at: context.clock.now().toISOString(), surface }))
    : null
  const now = shown?.case ?? c
  // The answer to the click has drawn it there: drawn once more, what the person has opened or typed meanwhile is gone.
  const drawn = (s: Surface) => s.conversationId === surface.conversationId && s.activityId === surface.activityId
  const surfaces = stepOf(now) === stepOf(c) ? now.surfaces.filter(s => !drawn(s)) : now.surfaces
  await redraw(context, { ...now, surfaces })
  context.start(c.id)
}

interface Clicked {
  readonly clicked: Click
  readonly current: Case | null
}

async function carryOutClick(context: Context, turn: Turn, { clicked, current }: Clicked): Promise<Next> {
  const step = clicked.step ?? ''
  switch (clicked.verb) {
    case 'start':
      if (current && current.owner.id !== turn.by.id && !turn.by.helpdesk) return notYours(current)
      if (current && isOpen(current) && current.phase.name !== 'diagnosed')
        return carryOut(context, turn, { current, reply: { do: 'redraw' } })
      return open(context, turn, { replaces: current, known: {} })
    case 'startOver':
      if (current && current.owner.id !== turn.by.id && !turn.by.helpdesk) return notYours(current)
      return open(context, turn, { replaces: current, known: {} })
    case 'previous':
      return apply(context, turn, { current, step, event: seen => ({ type: 'wentBack', ...seen }) })
    case 'checkAgain':
      return apply(context, turn, { current, step, event: seen => ({ type: 'checkedAgain', ...seen }) })
    case 'cancel':
      return apply(context, turn, {
        current,
        step,
        event: seen => ({ type: 'cancelled', reason: 'cancelled', ...seen }),
      })
    case 'answer': {
      const reply = await replyToClick(context, clicked, current)
      if (reply.do === 'tell') {
        const { do: _do, ...told } = reply
        return apply(context, turn, { current, step, event: seen => ({ type: 'told', ...told, ...seen }) })
      }
      if (reply.do !== 'answer') return carryOut(context, turn, { reply, current })
      return apply(context, turn, {
        current,
        step,
        event: seen => ({ type: 'answered', answer: reply.answer, ...seen }),
      })
    }
    default:
      return clickRepair(context, turn, { clicked, current })
  }
}

/** What was typed into the card is read like what is typed in the chat. */
async function replyToClick(context: Context, clicked: Click, current: Case | null): Promise<Reply> {
  const { ask, value = '' } = clicked
  const organizations = current?.organizations ?? []
  const isTyped = ask === 'sender' || ask === 'routerAccount' || ask === 'errorText'
  if (!isTyped || plain(value) === '') return replyToAnswer(ask, plain(value), organizations)
  const said = context.understand(value)
  if (ask !== 'errorText') return replyToAnswer(ask, said.text, organizations)
  return replyToText(said, { current, organizations, named: await namedIn(context, said) })
}

function notYours(current: Case): Next {
  return { case: current, changed: false, note: { key: 'notes.notYourCase' } }
}
