import { audienceOf, isAlone, maySee } from '../../../domain/case/authorization.js'
import { type Click, parseClick, type Verb } from '../../../domain/case/cardClick.js'
import { type Case, type Surface, stepOf } from '../../../domain/case/case.js'
import { plain } from '../../../domain/parsedMessage.js'
import { isQueueCard, isShownIn } from '../../../domain/triage/place.js'
import { handle, screenOf } from '../../caseUpdates.js'
import { drawOwed } from '../../draw.js'
import type { Screen } from '../../ports.js'
import { showLine } from '../../triage/batch/showLine.js'
import { clickBoard, showFromBoard } from '../../triage/board/boardTurn.js'
import { tellPrivately } from '../../triage/privately.js'
import { clickQueue, isQueueVerb } from '../../triage/queueClick.js'
import { findOrganization } from '../findOrganization.js'
import { clickRepair } from '../repairTurn.js'
import { type Reply, replyToAnswer, replyToText } from '../reply.js'
import { runReply } from '../runReply.js'
import { currentIn } from '../status.js'
import { apply, type Context, type Next, type Turn, welcomeFor } from '../turn.js'
import { clickOnDeleted, isDeleted } from './deletedCheck.js'
import { refresh } from './refreshCard.js'
import { show } from './showListed.js'
import { start, startAgain } from './startCheck.js'

/**
 * Returns the screen that replaces the clicked card. Nothing in `data` is trusted: who clicks is in the turn. The case is
 * saved before the answer goes out, with the promise to draw its card, which the save after the answer removes: if the
 * process dies in between, recovery draws the card.
 */
export async function click(context: Context, turn: Turn, data: unknown): Promise<Screen> {
  const clicked = parseClick(data)
  const recalled = clicked && recalledFor(context, clicked)
  const early = recalled && (await clickOn(context, turn, { clicked, current: recalled }))
  // The remembered case may be old: it is good enough to save a change, but not to refuse or show anything.
  const { next, surface } = early?.next.changed
    ? early
    : await clickOn(context, turn, { clicked, current: await clickedCase(context, turn, clicked) })
  return screenAfter(context, turn, { next, surface })
}

/** Clicks that only change their own case, so the remembered case will do: saving it checks its version. A consent always uses the stored case. */
const CHANGES: readonly Verb[] = ['answer', 'previous', 'cancel', 'checkAgain', 'repair', 'hold', 'back']

/** The remembered case, if it is at the step that the clicked card shows. */
function recalledFor({ store }: Context, { verb, case: id, step }: Click): Case | null {
  const recalled = id !== undefined && CHANGES.includes(verb) ? store.recall(id) : null
  return recalled && stepOf(recalled.case) === step ? recalled.case : null
}

async function clickedCase(context: Context, turn: Turn, clicked: Click | null): Promise<Case | null> {
  if (clicked?.verb === 'board' || clicked?.verb === 'postAgain') return null
  if (!clicked?.case) return currentIn(context, turn)
  return (await context.store.load(clicked.case))?.case ?? null
}

interface Attempt {
  readonly clicked: Click | null
  readonly current: Case | null
}

async function clickOn(
  context: Context,
  turn: Turn,
  { clicked, current }: Attempt,
): Promise<{ readonly next: Next; readonly surface: Surface }> {
  if (isDeleted(clicked, current)) return { next: await clickOnDeleted(context, turn, clicked), surface: turn.surface }
  if (current) context.scope.about(current.id)
  if (current && !maySee(current, turn.by, turn.surface)) {
    const screen: Screen = { kind: 'notice', message: { key: 'notes.notYourCase' } }
    return { next: { case: null, changed: false, screen }, surface: turn.surface }
  }
  const here: Turn = { ...turn, surface: current ? placeOf(current, turn) : turn.surface }
  const next: Next = clicked
    ? await carryOutClick(context, here, { clicked, current })
    : { case: current, changed: false, note: { key: 'notes.malformed' } }
  return { next, surface: here.surface }
}

/**
 * Where the clicked card is. In the helpdesk's channel that is the place of the card itself: the click comes from the thread
 * of its message, and its `replyToId` is not always the id that sending returned. (MicrosoftDocs/msteams-docs #6139)
 */
function placeOf(current: Case, { by, surface }: Turn): Surface {
  const queue = current.surfaces.find(place => isQueueCard(place) && isShownIn(place, surface.conversationId))
  return queue ?? { ...surface, audience: audienceOf(current, by, surface) }
}

/** What replaces the card, or answers somebody on a page; the rest of the work goes on after the answer. */
export function screenAfter(
  context: Context,
  turn: Turn,
  { next, surface }: { readonly next: Next; readonly surface: Surface },
): Screen {
  const { case: thisCase, opened, screen, note, signIn, privately } = next
  if (privately && thisCase) context.later(tellPrivately(context, turn, privately, thisCase), thisCase.id)
  if (opened) context.later(showOpened(context, opened), opened.id)
  if (screen) return screen
  if (!thisCase) return welcomeFor(turn, note)
  if (next.changed) context.later(afterClick(context, thisCase, surface), thisCase.id)
  const { audience } = surface
  if (signIn) return { kind: 'signIn', case: thisCase, audience, ...signIn }
  const shown = screenOf(thisCase, surface, note)
  return shown.kind === 'queue' ? shown : { ...shown, audience }
}

async function showOpened(context: Context, thisCase: Case): Promise<void> {
  context.start(thisCase)
  await drawOwed(context, thisCase, 'answer')
}

/**
 * Marks the clicked card as drawn, since the answer to the click draws it: another drawing would lose what the person has
 * typed or unfolded in the meantime. In a group, only whoever clicked sees the answer.
 */
async function afterClick(context: Context, thisCase: Case, place: Surface): Promise<void> {
  const isDrawn = place.activityId !== undefined && isAlone(place)
  const deliveries = isDrawn ? [{ place, result: 'shown' } as const] : []
  const shown = {
    type: 'shown',
    at: context.clock.now().toISOString(),
    revision: thisCase.revision,
    deliveries,
  } as const
  const handled = isDrawn ? await handle(context, thisCase.id, () => shown) : null
  context.start(handled?.case ?? thisCase)
  if (!handled) await drawOwed(context, thisCase)
}

interface Clicked {
  readonly clicked: Click
  readonly current: Case | null
}

async function carryOutClick(context: Context, turn: Turn, { clicked, current }: Clicked): Promise<Next> {
  const { verb, step = '' } = clicked
  if (isQueueVerb(verb)) return clickQueue(context, turn, { verb, clicked, current })
  switch (verb) {
    case 'start':
      return start(context, turn, { clicked, current })
    case 'startOver':
      return startAgain(context, turn, current)
    case 'previous':
      return runReply(context, turn, { reply: { do: 'back' }, current, step })
    case 'refresh':
      return refresh(context, turn, current)
    case 'show':
      return clicked.page === undefined
        ? show(context, turn, current)
        : showFromBoard(context, turn, { clicked, current })
    case 'board':
    case 'postAgain':
      return clickBoard(context, turn, clicked)
    case 'showLine':
      return showLine(context, turn, { current, value: clicked.value })
    case 'checkAgain':
      return apply(context, turn, { current, step, event: seen => ({ type: 'checkedAgain', ...seen }) })
    case 'cancel':
      return runReply(context, turn, { reply: { do: 'cancel' }, current, step })
    case 'answer':
      return runReply(context, turn, { reply: await replyToClick(context, clicked, current), current, step })
    default:
      return clickRepair(context, turn, { clicked, current })
  }
}

/** Text typed into the card is read like text typed in the chat. */
async function replyToClick(context: Context, clicked: Click, current: Case | null): Promise<Reply> {
  const { ask, value = '' } = clicked
  const organizations = current?.organizations ?? []
  if (ask !== 'errorText' || plain(value) === '') return replyToAnswer(ask, plain(value), organizations)
  const message = context.understand(value)
  return replyToText(message, { current, organizations, organization: await findOrganization(context, message) })
}
