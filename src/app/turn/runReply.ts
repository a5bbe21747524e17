import { isWalking } from '../../domain/case/answer.js'
import { type Case, stepOf, type Target } from '../../domain/case/case.js'
import { handleAndDraw } from '../caseUpdates.js'
import { drawOwed } from '../draw.js'
import { continueSame } from './askedAgain.js'
import type { Reply } from './reply.js'
import { statusOf } from './status.js'
import { addToWalk, apply, type Context, type Next, open, type Turn } from './turn.js'

interface ReplyContext {
  readonly reply: Reply
  readonly current: Case | null
  /** The step that the clicked card shows; absent for typed text, which is about the current step. */
  readonly step?: string
}

/** Carries out a reply. */
export async function runReply(context: Context, turn: Turn, { reply, current, step }: ReplyContext): Promise<Next> {
  const about = { current, ...(step !== undefined && { step }) }
  switch (reply.do) {
    case 'open':
      return (
        (await continueSame(context, turn, reply.known)) ??
        open(context, turn, { known: reply.known, note: reply.note })
      )
    case 'tell': {
      const { do: _do, ...information } = reply
      if (step === undefined) return addToWalk(context, turn, current, information)
      return apply(context, turn, { ...about, event: seen => ({ type: 'told', ...information, ...seen }) })
    }
    case 'back':
      return apply(context, turn, { ...about, event: seen => ({ type: 'wentBack', ...seen }) })
    case 'startOver':
      return startOver(context, turn, { current, known: reply.known })
    case 'status':
      return statusOf(context, turn)
    case 'welcome':
      return { case: null, changed: false, ...(reply.note && { note: reply.note }) }
    case 'redraw':
      return { case: current, changed: false, ...(reply.note && { note: reply.note }) }
    case 'answer':
      return apply(context, turn, { ...about, event: seen => ({ type: 'answered', answer: reply.answer, ...seen }) })
    case 'cancel':
      return apply(context, turn, { ...about, event: seen => ({ type: 'cancelled', reason: 'cancelled', ...seen }) })
  }
}

interface Restart {
  readonly current: Case | null
  readonly known: Target
}

/** Opens a new case. The current case is closed if it has no result yet; otherwise it stays as it is. */
export async function startOver(context: Context, turn: Turn, { current, known }: Restart): Promise<Next> {
  const { activityId: card } = turn.surface
  const isWalk = current !== null && isBeforeResult(current)
  const kept =
    current !== null && !isWalk && !turn.typed && current.surfaces.some(({ activityId }) => activityId === card)
  const place: Turn = kept ? { ...turn, typed: true } : turn
  const opener = turn.typed || card === undefined ? {} : { opener: `${card} ${current?.id ?? ''}` }
  const next = await open(context, place, { known, ...opener })
  if (isWalk) await replace(context, turn, current)
  return kept && next.case ? { case: current, changed: false, opened: next.case } : next
}

function isBeforeResult(thisCase: Case): boolean {
  return isWalking(thisCase) || thisCase.phase.name === 'diagnosing'
}

async function draw(context: Context, thisCase: Case): Promise<void> {
  await drawOwed(context, thisCase)
}

async function replace(context: Context, { by, surface, typed }: Turn, current: Case): Promise<void> {
  const closed = await handleAndDraw(context, current.id, thisCase => ({
    type: 'cancelled',
    at: context.clock.now().toISOString(),
    by,
    step: stepOf(thisCase),
    reason: 'replaced',
    // The clicked card becomes the card of the new case.
    ...(!typed && { left: surface }),
  }))
  if (!closed || closed.refused) return
  context.start(closed.case)
  // The save leased the drawing to this process, so nobody else draws the card.
  context.later(draw(context, closed.case), closed.case.id)
}
