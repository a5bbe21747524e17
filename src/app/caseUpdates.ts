import type { Case, Note } from '../domain/case/case.js'
import type { Event } from '../domain/case/caseEvents.js'
import { decide, type Refusal } from '../domain/case/decide.js'
import { leaseDrawing } from '../domain/case/drawing.js'
import type { Lease } from '../domain/case/pendingWork.js'
import type { Mask } from '../domain/mask.js'
import type { Definitions } from '../domain/repair/remedy.js'
import type { RecallingStore } from './caseMemory.js'
import type { Clock, Conversations, Log, Messenger, Organizations, People, Repairs, Screen } from './ports.js'
import type { WatchSettings } from './work/watchPace.js'

export interface Dependencies extends Definitions {
  readonly store: RecallingStore
  readonly organizations: Organizations
  readonly repairs: Repairs
  readonly people: People
  readonly conversations: Conversations
  readonly messenger: Messenger
  readonly watching: WatchSettings
  readonly clock: Clock
  readonly log: Log
  readonly mask: Mask
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

/**
 * Decides and saves; loads the case and decides again when somebody else was faster, or when what this process remembers of
 * it would refuse the event. null: there is no such case.
 */
export async function handle(deps: Dependencies, id: string, event: (c: Case) => Event): Promise<Handled | null> {
  return deps.store.inTurn(id, () => change(deps, { id, event, finish: c => c }))
}

/** The same by somebody who draws right away what the new state owes: nobody else does meanwhile. */
export async function handleAndDraw(
  deps: Dependencies,
  id: string,
  event: (c: Case) => Event,
): Promise<Handled | null> {
  const finish = (c: Case) => {
    const { owner, until } = leaseOf(deps)
    return leaseDrawing(c, { owner, until })
  }
  return deps.store.inTurn(id, () => change(deps, { id, event, finish }))
}

interface Change {
  readonly id: string
  event(c: Case): Event
  finish(c: Case): Case
}

async function change(deps: Dependencies, { id, event, finish }: Change): Promise<Handled | null> {
  const { store } = deps
  let recalled = store.recall(id)
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; ) {
    const stored = recalled ?? (await store.load(id))
    if (!stored) return null
    const decision = decide(stored.case, event(stored.case), deps)
    if ('done' in decision) {
      const saved = await store.replace(finish(decision.done), stored.version)
      if (saved !== 'conflict') return { case: saved.case }
      conflicts += 1
    } else if (!recalled) return { case: stored.case, refused: decision.refused }
    recalled = null
  }
  throw new Error(`Case ${id} was changed by others ${MAX_CONFLICTS} times in a row`)
}

/** A worker that has not been heard of for so long is taken for dead. */
const LEASE_MS = 5_000

export function leaseOf({ clock, instance }: Dependencies): Lease & { readonly at: string } {
  const now = clock.now()
  return { at: now.toISOString(), owner: instance, until: new Date(now.getTime() + LEASE_MS).toISOString() }
}

/** The screen of a case; what the step itself has to say goes where no other note is. */
export function screenOf(c: Case, note?: Note): Extract<Screen, { kind: 'case' }> {
  const shownNote = note ?? ('note' in c.phase ? c.phase.note : undefined)
  return { kind: 'case', case: c, ...(shownNote && { note: shownNote }) }
}
