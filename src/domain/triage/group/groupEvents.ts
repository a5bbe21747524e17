import type { ByWork } from '../../case/eventBase.js'
import type { Group, Release, Round } from './group.js'

/** Another case's look showed that the cause is gone. */
export interface CauseGone extends Pick<Release, 'root' | 'since' | 'silent'> {
  readonly type: 'causeGone'
  readonly at: string
}

/** Another case has joined or left those with this cause. */
export interface GroupChanged {
  readonly type: 'groupChanged'
  readonly at: string
  readonly root: string
}

/** The others with the same cause were counted. */
export interface Grouped extends ByWork<'grouped'> {
  /** null: the case has no shared cause any more. */
  readonly group: Omit<Group, 'recountAt'> | null
  /** `recountAt` of the case that was counted. */
  readonly recountAt: string | null
  /** When the cause was last seen to be gone; null: never. */
  readonly goneAt: string | null
}

/** It is known which owners are told by which case, before anybody is. */
export interface RoundPlanned extends ByWork<'roundPlanned'>, Pick<Round, 'root' | 'since'> {
  readonly silent: readonly string[]
}

/** All others know that the cause is gone. */
export interface RoundDone extends ByWork<'roundDone'>, Pick<Round, 'root' | 'since'> {}

export type GroupEvent = CauseGone | GroupChanged
export type GroupWorkEvent = Grouped | RoundPlanned | RoundDone
