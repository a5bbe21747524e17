import type { Case, Surface } from '../domain/case/case.js'
import type { Shown } from '../domain/case/caseEvents.js'
import { drawingIn, isOwed } from '../domain/case/drawing.js'
import { type Dependencies, handle, screenOf } from './caseUpdates.js'
import type { Delivery, Screen, Urgency } from './ports.js'
import { whileLeased } from './work/lease.js'

const MOVED: Screen = { kind: 'notice', message: { key: 'notes.movedDown' } }

type Delivered = Shown['deliveries'][number]

/** Draws a case wherever its card is out of date, and saves the result. null: this process does not hold the lease. */
export async function drawOwed(deps: Dependencies, thisCase: Case, urgency: Urgency = 'news'): Promise<Case | null> {
  const work = drawingIn(thisCase)
  if (work?.lease?.owner !== deps.instance) return null
  const { result: deliveries } = await whileLeased(deps, { id: thisCase.id, work: work.id }, () =>
    Promise.all(
      thisCase.surfaces
        .filter(surface => isOwed(surface, thisCase))
        .map(surface => drawOn(deps, { thisCase, surface, urgency })),
    ),
  )
  const shown: Omit<Shown, 'at'> = { type: 'shown', revision: thisCase.revision, deliveries }
  const handled = await handle(deps, thisCase.id, () => ({ ...shown, at: deps.clock.now().toISOString() }))
  if (handled && isGivenUp(handled.case)) {
    deps.log.error({ case: thisCase.id }, 'A card is given up: it stays as it is until somebody touches its check')
  }
  return handled?.case ?? null
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
  const { messenger } = deps
  const isDrawn = surface.drawn === thisCase.revision
  const delivery: Delivery = isDrawn
    ? { result: 'shown', surface }
    : await (surface.activityId ? messenger.update : messenger.send).call(
        messenger,
        surface,
        screenOf(thisCase, surface, surface.note),
        urgency,
      )
  const { result } = delivery
  if (result === 'shown') return { place: delivery.surface, result, ...(await retire(deps, surface)) }
  deps.log.warn({ case: thisCase.id, ...delivery }, 'A card could not be drawn')
  if (result === 'gone') return { place: surface, result }
  const { status, ...more } = delivery
  return { place: surface, ...more, ...(status !== null && { status }) }
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
    if (!surface.activityId || surface.refused !== undefined) continue
    void messenger.update(surface, screenOf(thisCase, surface, surface.note), 'progress')
  }
}
