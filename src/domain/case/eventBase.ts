import type { Actor, Surface } from './case.js'

/** `at`: ISO 8601; `step`: `stepOf` the case that the person saw. */
export interface ByPerson<T extends string> {
  readonly type: T
  readonly at: string
  readonly by: Actor
  readonly step: string
  /** The channel's id of the activity, by which a second delivery is recognized. */
  readonly activity?: string
  /** Where the person typed: the card moves to the end of that conversation. */
  readonly here?: Surface
  /** They see the card in a group or channel. */
  readonly present?: true
}

/** `work`: the id of the promised work. */
export interface ByWork<T extends string> {
  readonly type: T
  readonly at: string
  readonly work: string
}

/** Why an event is refused. `duplicate`: the case has processed this activity already. */
export type Refusal = 'stale' | 'notAllowed' | 'duplicate'
