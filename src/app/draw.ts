import type { Case, Surface } from '../domain/case/case.js'
import type { Shown } from '../domain/case/caseEvents.js'
import { drawingIn, isOwed } from '../domain/case/drawing.js'
import { type Dependencies, handle, screenOf } from './caseUpdates.js'
import type { Delivery, Screen, Urgency } from './ports.js'
import { whileLeased } from './work/lease.js'

const MOVED: Screen = { kind: 'notice', message: { key: 'notes.movedDown' } }

type Delivered = Shown['deliveries'][number]

/** Draws a case wherever it is not shown as it is, and saves what became of it. null: this process does not hold the lease. */
export async function drawOwed(deps: Dependencies, c: Case, urgency: Urgency = 'news'): Promise<Case | null> {
  const work = drawingIn(c)
  if (work?.lease?.owner !== deps.instance) return null
  const { result: deliveries } = await whileLeased(deps, { id: c.id, work: work.id }, () =>
    Promise.all(c.surfaces.filter(surface => isOwed(surface, c)).map(surface => drawOn(deps, { c, surface, urgency }))),
  )
  const shown: Omit<Shown, 'at'> = { type: 'shown', revision: c.revision, deliveries }
  const handled = await handle(deps, c.id, () => ({ ...shown, at: deps.clock.now().toISOString() }))
  if (handled && isGivenUp(handled.case)) {
    deps.log.error({ case: c.id }, 'A card is given up: it stays as it is until somebody touches its check')
  }
  return handled?.case ?? null
}

function isGivenUp(c: Case): boolean {
  return !drawingIn(c) && c.surfaces.some(surface => isOwed(surface, c))
}

interface Drawing {
  readonly c: Case
  readonly surface: Surface
  readonly urgency: Urgency
}

async function drawOn(deps: Dependencies, { c, surface, urgency }: Drawing): Promise<Delivered> {
  const { messenger } = deps
  const isDrawn = surface.drawn === c.revision
  const delivery: Delivery = isDrawn
    ? { result: 'shown', surface }
    : await (surface.activityId ? messenger.update : messenger.send).call(
        messenger,
        surface,
        screenOf(c, surface.note),
        urgency,
      )
  const { result } = delivery
  if (result === 'shown') return { place: delivery.surface, result, ...(await retire(deps, surface)) }
  deps.log.warn({ case: c.id, ...delivery }, 'A card could not be drawn')
  if (result === 'gone') return { place: surface, result }
  const { status, ...more } = delivery
  return { place: surface, ...more, ...(status !== null && { status }) }
}

/** Older messages say where the card is now. One that cannot be changed any more needs to say nothing. */
async function retire({ messenger }: Dependencies, surface: Surface): Promise<Pick<Delivered, 'retired'>> {
  const { retires = [] } = surface
  const results = await Promise.all(
    retires.map(async activityId => ({ activityId, ...(await messenger.update({ ...surface, activityId }, MOVED)) })),
  )
  const retired = results.filter(({ result }) => result !== 'failed').map(({ activityId }) => activityId)
  return retired.length > 0 ? { retired } : {}
}

/** What is under way is shown as it goes; a card that misses a step of it gets the next one. */
export function drawProgress({ messenger }: Dependencies, c: Case): void {
  for (const surface of c.surfaces) {
    if (!surface.activityId || surface.refused !== undefined) continue
    void messenger.update(surface, screenOf(c, surface.note), 'progress')
  }
}
