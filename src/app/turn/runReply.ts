import type { Case, Target } from '../../domain/case/case.js'
import { isWalking } from '../../domain/case/intake/answer.js'
import { startBatch } from '../triage/batch/startBatch.js'
import { showBoard } from '../triage/board/boardTurn.js'
import { bringByNumber } from '../triage/board/bringByNumber.js'
import { chooseChannel } from '../triage/chooseChannel.js'
import { exportCase } from '../triage/exportCase.js'
import { continueAnswered, continueSame } from './askedAgain.js'
import { closeReplaced } from './closeReplaced.js'
import type { Reply } from './reply.js'
import { statusOf } from './status.js'
import { addToWalk, apply, type Context, type EventRequest, type Next, open, openedBy, type Turn } from './turn.js'

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
      const request: EventRequest = { ...about, event: seen => ({ type: 'told', ...information, ...seen }) }
      const same = await continueAnswered(context, turn, request)
      if (same) return same
      return step === undefined ? addToWalk(context, turn, current, information) : apply(context, turn, request)
    }
    case 'back':
      return apply(context, turn, { ...about, event: seen => ({ type: 'wentBack', ...seen }) })
    case 'startOver':
      return startOver(context, turn, { current, known: reply.known })
    case 'status':
      return statusOf(context, turn)
    case 'checkAgain':
      return apply(context, turn, { ...about, event: seen => ({ type: 'checkedAgain', ...seen }) })
    case 'export':
      return current
        ? exportCase(context, turn, current)
        : { case: null, changed: false, note: { key: 'notes.noCase' } }
    case 'useChannel':
      return chooseChannel(context, turn)
    case 'board':
      return showBoard(context, turn)
    case 'bring':
      return bringByNumber(context, reply.number)
    case 'batch':
      return startBatch(context, turn, reply)
    case 'say':
      return { case: null, changed: false, screen: { kind: 'notice', message: reply.note } }
    case 'welcome':
      return { case: null, changed: false, ...(reply.note && { note: reply.note }) }
    case 'redraw':
      return { case: current, changed: false, ...(reply.note && { note: reply.note }) }
    case 'answer': {
      const { answer } = reply
      const request: EventRequest = { ...about, event: seen => ({ type: 'answered', answer, ...seen }) }
      return (await continueAnswered(context, turn, request)) ?? apply(context, turn, request)
    }
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
  // Each case has a page of its own, so none takes the other's place there.
  const isOnCard = current !== null && !turn.typed && !turn.surface.page
  const kept = isOnCard && !isWalk && current.surfaces.some(({ activityId }) => activityId === card)
  const place: Turn = kept ? { ...turn, typed: true } : turn
  const opener = turn.typed || card === undefined ? {} : openedBy(turn, current?.id)
  const next = await open(context, place, { known, anew: true, ...opener })
  if (isWalk) await closeReplaced(context, turn, { current })
  return kept && next.case ? { case: current, changed: false, opened: next.case } : next
}

function isBeforeResult(thisCase: Case): boolean {
  return isWalking(thisCase) || thisCase.phase.name === 'diagnosing'
}
