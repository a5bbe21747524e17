import { signInAt } from '../domain/case/authorization.js'
import type { Actor, Case, Note, Surface } from '../domain/case/case.js'
import type { Event } from '../domain/case/caseEvents.js'
import { decide } from '../domain/case/decide.js'
import { leaseDrawing } from '../domain/case/drawing.js'
import type { Refusal } from '../domain/case/eventBase.js'
import type { Lease } from '../domain/case/pendingWork.js'
import type { Mask } from '../domain/mask.js'
import type { Definitions } from '../domain/repair/remedy.js'
import { isQueueCard } from '../domain/triage/place.js'
import type { RecallingStore } from './caseMemory.js'
import type { DeadLetters, Webhook } from './ports/webhook.js'
import type {
  Board,
  Clock,
  ConsentAsks,
  Conversations,
  Digests,
  Groups,
  Log,
  LogScope,
  Messenger,
  Numbers,
  Organizations,
  People,
  Repairs,
  Rosters,
  Screen,
  Telemetry,
  TriageSettings,
} from './ports.js'
import type { WatchSettings } from './work/watchPace.js'

export interface Dependencies extends Definitions {
  readonly store: RecallingStore
  readonly organizations: Organizations
  readonly repairs: Repairs
  readonly people: People
  readonly conversations: Conversations
  readonly asks: ConsentAsks
  readonly board: Board
  readonly groups: Groups
  readonly numbers: Numbers
  readonly triageSettings: TriageSettings
  readonly digests: Digests
  readonly rosters: Rosters
  /** Whether the configuration names somebody as a member of the helpdesk. */
  isHelpdesk(by: Pick<Actor, 'tenantId' | 'aadObjectId'>): boolean
  /** null: there is no ticket system, and nobody is told. */
  readonly webhook: Webhook | null
  readonly deadLetters: DeadLetters
  readonly messenger: Messenger
  readonly watching: WatchSettings
  readonly clock: Clock
  readonly log: Log
  readonly scope: LogScope
  readonly telemetry: Telemetry
  readonly mask: Mask
  /** The name of this process in leases. */
  readonly instance: string
  /** Aborted when this process stops: it takes no more work, and gives back what it cannot finish. */
  readonly stopping: AbortSignal
}

/** `refused`: why the case did not change. */
export interface HandleResult {
  readonly case: Case
  readonly refused?: Refusal
}

/** More consecutive conflicts than running instances can cause. */
const MAX_CONFLICTS = 20

/**
 * Decides and saves. If somebody else saved first, or if the remembered case would refuse the event, loads the case and
 * decides again. null: there is no such case.
 */
export async function handle(
  deps: Dependencies,
  id: string,
  event: (thisCase: Case) => Event,
): Promise<HandleResult | null> {
  return deps.store.inTurn(id, () => change(deps, { id, event, finish: thisCase => thisCase }))
}

/** Like `handle`, for a caller who then draws the new state: it also leases the drawing, so that nobody else draws it. */
export async function handleAndDraw(
  deps: Dependencies,
  id: string,
  event: (thisCase: Case) => Event,
): Promise<HandleResult | null> {
  const finish = (thisCase: Case) => {
    const { owner, until } = leaseOf(deps)
    return leaseDrawing(thisCase, { owner, until })
  }
  return deps.store.inTurn(id, () => change(deps, { id, event, finish }))
}

interface Change {
  readonly id: string
  event(thisCase: Case): Event
  finish(thisCase: Case): Case
}

async function change(deps: Dependencies, { id, event, finish }: Change): Promise<HandleResult | null> {
  const { store, scope } = deps
  scope.about(id)
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

/** A worker that has not renewed its lease for this long counts as dead. */
export const LEASE_MS = 5_000

export function leaseOf({ clock, instance }: Dependencies): Lease & { readonly at: string } {
  const now = clock.now()
  return { at: now.toISOString(), owner: instance, until: new Date(now.getTime() + LEASE_MS).toISOString() }
}

type Place = Pick<Surface, 'conversationId' | 'conversationType' | 'audience'>

/** The screen of a case in that place. The note of its phase is shown if there is no other note. */
export function screenOf(
  thisCase: Case,
  place: Place,
  note?: Note,
): Extract<Screen, { kind: 'case' | 'signIn' | 'queue' }> {
  if (isQueueCard(place)) return { kind: 'queue', case: thisCase, ...(note && { note }) }
  const shownNote = note ?? ('note' in thisCase.phase ? thisCase.phase.note : undefined)
  const about = { case: thisCase, ...(shownNote && { note: shownNote }) }
  const waiting = signInAt(thisCase, place)
  return waiting ? { kind: 'signIn', ...about, plan: waiting.plan, need: waiting.need } : { kind: 'case', ...about }
}
