import type { Case, Note, Surface } from '../domain/case.js'
import { decide, type Refusal } from '../domain/decide.js'
import type { Check } from '../domain/diagnosis.js'
import type { Event } from '../domain/events.js'
import type { Planner } from '../domain/repair.js'
import type { Watching } from './pace.js'
import type {
  CaseStore,
  Clock,
  Conversations,
  Log,
  Messenger,
  Organizations,
  People,
  Repairs,
  Screen,
} from './ports.js'

export interface Dependencies {
  readonly store: CaseStore
  readonly organizations: Organizations
  readonly repairs: Repairs
  readonly people: People
  readonly conversations: Conversations
  readonly messenger: Messenger
  readonly checks: readonly Check[]
  readonly plansFor: Planner
  readonly watching: Watching
  readonly clock: Clock
  readonly log: Log
  /** Names this process in leases. */
  readonly instance: string
}

/** `refused`: the case is as it was, and this is why. */
export interface Handled {
  readonly case: Case
  readonly refused?: Refusal
}

/** More conflicts in a row than instances that could cause them. */
const MAX_CONFLICTS = 20

/** Loads, decides and saves; decides again when somebody else was faster. null: there is no such case. */
export async function handle(deps: Dependencies, id: string, event: (c: Case) => Event): Promise<Handled | null> {
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const stored = await deps.store.load(id)
    if (!stored) return null
    const decision = decide(stored.case, event(stored.case), deps.checks)
    if ('refused' in decision) return { case: stored.case, refused: decision.refused }
    if ((await deps.store.replace(decision.done, stored.version)) === 'saved') return { case: decision.done }
  }
  throw new Error(`Case ${id} was changed by others ${MAX_CONFLICTS} times in a row`)
}

/** The screen of a case; what the step itself has to say goes where no other note is. */
export function screenOf(c: Case, note?: Note): Extract<Screen, { kind: 'case' }> {
  const said = note ?? ('note' in c.phase ? c.phase.note : undefined)
  return { kind: 'case', case: c, ...(said && { note: said }) }
}

/** Draws the case everywhere it is shown. A card that cannot be drawn now is drawn at the next change. */
export async function redraw(deps: Dependencies, c: Case): Promise<void> {
  await Promise.all(c.surfaces.map(surface => draw(deps, c, surface)))
}

async function draw(deps: Dependencies, c: Case, surface: Surface): Promise<void> {
  try {
    if (surface.activityId) await deps.messenger.update(surface, screenOf(c))
    else await post(deps, c, { surface })
  } catch (error) {
    deps.log.warn({ err: error, case: c.id }, 'A card could not be drawn')
  }
}

/** Sends a new card, and remembers where it is. */
export async function post(deps: Dependencies, c: Case, { surface, note }: Posting): Promise<void> {
  const shown = await deps.messenger.send(surface, screenOf(c, note))
  await handle(deps, c.id, () => ({ type: 'shown', at: deps.clock.now().toISOString(), surface: shown }))
}

export interface Posting {
  readonly surface: Surface
  readonly note?: Note
}
