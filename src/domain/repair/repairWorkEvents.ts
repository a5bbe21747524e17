/** What comes of the work that repairs need. */

import type { Surface } from '../case/case.js'
import type { ByWork } from '../case/eventBase.js'
import type { Backlog, Fact, FactMissing, SentSince } from '../diagnosis/facts.js'
import type { OthersWaiting } from '../triage/group/group.js'
import type { Plan } from './plan.js'
import type { WaitingJob, WaitingMail, WriteResult } from './repair.js'

interface Planned extends ByWork<'planned'> {
  readonly plans: readonly Plan[] | FactMissing
  readonly backlog: Fact<Backlog | null>
  readonly mails: readonly WaitingMail[]
  readonly jobs?: readonly WaitingJob[]
  readonly others?: OthersWaiting
}
interface CarriedOut extends ByWork<'carriedOut'> {
  readonly carried: WriteResult
}
interface Reached extends ByWork<'reached'> {
  /** A chat with the sender; null: there is none. */
  readonly surface: Surface | null
  /** Why they are not asked: another check has asked them and waits, or they refused within the last day. */
  readonly standing?: 'open' | 'refused' | 'often'
}
interface Counted extends ByWork<'counted'> {
  readonly backlog: Fact<Pick<Backlog, 'count' | 'atLeast'>>
  readonly sentSince: Fact<SentSince>
  readonly pace: WatchPace
}
interface Notified extends ByWork<'notified'> {
  /** The places that were notified, or never can be. */
  readonly told: readonly Surface[]
  readonly retryAfterMs?: number
}

/** The times that a watch over a backlog follows, ISO 8601. */
export interface WatchPace {
  readonly nextLook: string
  /** Two cycles of the router ago: a backlog that has not shrunk since then is stuck. */
  readonly stuckSince: string
  /** A watch that began before this ends. */
  readonly endedSince: string
}

export type RepairWorkEvent = Planned | CarriedOut | Reached | Counted | Notified | ByWork<'forgotten'>
