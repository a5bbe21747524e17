import type { Diagnosis } from '../../domain/diagnosis/diagnosis.js'

export type TurnKind = 'message' | 'click' | 'dialog' | 'signIn' | 'installation' | 'other'

/**
 * What is counted while the bot runs. Nothing here names a person, an address or a URL: an organization appears by the
 * name that the configuration gives it, and everything else has a fixed set of values.
 */
export interface Telemetry {
  /** An activity was answered. `failed`: the person got an apology instead. */
  turn(turn: { readonly kind: TurnKind; readonly outcome: 'ok' | 'failed'; readonly ms: number }): void
  /** `cause`: the id of the first blocking cause, or `none`. */
  diagnosis(diagnosis: { readonly verdict: Diagnosis['verdict']; readonly cause: string }): void
  /** A request was sent to an organization; attempts after the first count, too. */
  roundTrip(organization: string): void
  /** An organization asked to wait (429). */
  throttled(organization: string): void
  /** Mail of an organization has stopped leaving. */
  standstill(organization: string): void
  /** A card was not shown. `failed`: it is tried again later; `refused`: it never will be. */
  cardDropped(reason: 'failed' | 'refused'): void
  /** `age` is called whenever metrics are collected: how long the oldest due work has been waiting, in seconds. */
  watchOverdue(age: () => number): void
}

/** Counts nothing. */
export const noTelemetry: Telemetry = {
  turn: () => {},
  diagnosis: () => {},
  roundTrip: () => {},
  throttled: () => {},
  standstill: () => {},
  cardDropped: () => {},
  watchOverdue: () => {},
}
