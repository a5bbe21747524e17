import type { Case, Surface } from '../domain/case/case.js'
import type { Shown } from '../domain/case/caseEvents.js'
import { drawingIn, isOwed, showsCurrent } from '../domain/case/drawing.js'
import { isQueueCard } from '../domain/triage/place.js'
import { queueFaceOf } from '../domain/triage/queueFace.js'
import { type Dependencies, handle, screenOf } from './caseUpdates.js'
import type { Delivery, Messenger, Screen, Urgency } from './ports.js'
import { listOnBoard } from './triage/listOnBoard.js'
import { whileLeased } from './work/lease.js'

const MOVED: Screen = { kind: 'notice', message: { key: 'notes.movedDown' } }

type Delivered = Shown['deliveries'][number]

/** The first messages of cards that this process is sending, until the store knows them: by case and place. */
const firstMessages = new WeakMap<Messenger, Map<string, Promise<Delivery>>>()

function firstMessagesOf({ messenger }: Dependencies): Map<string, Promise<Delivery>> {
  const sending = firstMessages.get(messenger) ?? new Map<string, Promise<Delivery>>()
  firstMessages.set(messenger, sending)
  return sending
}

/** The messages are saved with the case now. */
function forgetFirst(deps: Dependencies, thisCase: Case): void {
  for (const surface of thisCase.surfaces) firstMessagesOf(deps).delete(keyOf(thisCase, surface))
}

function keyOf({ id }: Case, { conversationId, audience }: Surface): string {
  return JSON.stringify([id, conversationId, audience])
}

/** Draws a case wherever its card is out of date, and saves the result. null: this process does not hold the lease. */
export async function drawOwed(deps: Dependencies, thisCase: Case, urgency: Urgency = 'news'): Promise<Case | null> {
  const work = drawingIn(thisCase)
  if (work?.lease?.owner !== deps.instance) return null
  const { result } = await whileLeased(deps, { id: thisCase.id, work: work.id }, async () => {
    const listing = listOnBoard(deps, thisCase)
    const [busy, own] = partsOf(thisCase)
    const drawEach = (surfaces: readonly Surface[]) =>
      Promise.all(surfaces.map(surface => drawOn(deps, { thisCase, surface, urgency })))
    const early = drawEach(own).then(deliveries => saveEarly(deps, thisCase, { deliveries, isLast: busy.length === 0 }))
    const deliveries = [...(await drawEach(busy)), ...(await early)]
    return { deliveries, ...(await listing) }
  })
  const handled = await saveShown(deps, thisCase, result)
  forgetFirst(deps, thisCase)
  if (handled && isGivenUp(handled.case)) {
    deps.log.error({ case: thisCase.id }, 'A card is given up: it stays as it is until somebody touches its check')
  }
  return handled?.case ?? null
}

/** What is out of date: in the helpdesk's channel, which takes few messages, and elsewhere. */
function partsOf(thisCase: Case): readonly [busy: readonly Surface[], own: readonly Surface[]] {
  const owed = thisCase.surfaces.filter(surface => isOwed(surface, thisCase))
  return [owed.filter(isQueueCard), owed.filter(surface => !isQueueCard(surface))]
}

type Result = Pick<Shown, 'deliveries' | 'listed' | 'partly'>

function saveShown(deps: Dependencies, thisCase: Case, result: Result): ReturnType<typeof handle> {
  const shown = { type: 'shown', revision: thisCase.revision, ...result } as const
  return handle(deps, thisCase.id, () => ({ ...shown, at: deps.clock.now().toISOString() }))
}

/**
 * What was drawn in people's own chats is saved while the channel is still waited for: a card that counts as out of date
 * would be drawn again, and lose what somebody is typing into it. Returns what is left to be saved.
 */
async function saveEarly(
  deps: Dependencies,
  thisCase: Case,
  { deliveries, isLast }: { readonly deliveries: readonly Delivered[]; readonly isLast: boolean },
): Promise<readonly Delivered[]> {
  if (isLast || deliveries.length === 0) return deliveries
  await saveShown(deps, thisCase, { deliveries, partly: true })
  return []
}

function isGivenUp(thisCase: Case): boolean {
  return !drawingIn(thisCase) && thisCase.surfaces.some(surface => isOwed(surface, thisCase))
}

interface Drawing {
  readonly thisCase: Case
  readonly surface: Surface
  readonly urgency: Urgency
}

async function drawOn(deps: Dependencies, { thisCase, surface, urgency }: Drawing): Promise<Delivered> {
  const isDrawn = showsCurrent(surface, thisCase)
  const delivery: Delivery = isDrawn ? { result: 'shown', surface } : await put(deps, { thisCase, surface, urgency })
  const { result } = delivery
  if (result === 'shown') {
    const place = withFace(delivery.surface, thisCase)
    return { place, result, ...(await retire(deps, surface)) }
  }
  deps.log.warn({ case: thisCase.id, ...delivery }, 'A card could not be drawn')
  if (result === 'gone') return { place: surface, result }
  const { status, ...more } = delivery
  return { place: surface, ...more, ...(status !== null && { status }) }
}

/** What the card in the helpdesk's channel shows now. */
function withFace(place: Surface, thisCase: Case): Surface {
  return isQueueCard(place) ? { ...place, face: queueFaceOf(thisCase) } : place
}

/**
 * While the first message of a card is on its way, a later state waits for it and is drawn there: otherwise it would become
 * a second message, and the first one would say that the check goes on elsewhere.
 */
async function put(deps: Dependencies, drawing: Drawing): Promise<Delivery> {
  const { messenger } = deps
  const { thisCase, surface, urgency } = drawing
  const show = (on: Surface) => {
    const way = on.activityId ? messenger.update : messenger.send
    return way.call(messenger, on, screenOf(thisCase, on, on.note), urgency)
  }
  if (surface.activityId) return show(surface)
  const sending = firstMessagesOf(deps)
  const key = keyOf(thisCase, surface)
  let tried: Promise<Delivery> | undefined
  for (let first = sending.get(key); first && first !== tried; first = sending.get(key)) {
    tried = first
    const sent = messageOf(await first)
    if (sent !== undefined && !surface.retires?.includes(sent)) return show({ ...surface, activityId: sent })
  }
  const delivery = show(surface)
  sending.set(key, delivery)
  return delivery
}

function messageOf(delivery: Delivery): string | undefined {
  return delivery.result === 'shown' ? delivery.surface.activityId : undefined
}

/** Makes older messages say where the card is now. One that cannot be changed any more is left as it is. */
async function retire({ messenger }: Dependencies, surface: Surface): Promise<Pick<Delivered, 'retired'>> {
  const { retires = [] } = surface
  const results = await Promise.all(
    retires.map(async activityId => ({ activityId, ...(await messenger.update({ ...surface, activityId }, MOVED)) })),
  )
  const retired = results.filter(({ result }) => result !== 'failed').map(({ activityId }) => activityId)
  return retired.length > 0 ? { retired } : {}
}

/** Shows progress, without retries: a card that misses one step gets the next one. */
export function drawProgress({ messenger }: Dependencies, thisCase: Case): void {
  for (const surface of thisCase.surfaces) {
    if (!surface.activityId || surface.refused !== undefined || isQueueCard(surface)) continue
    void messenger.update(surface, screenOf(thisCase, surface, surface.note), 'progress')
  }
}
