import { type Env, readNumber } from './variables.js'

export interface Periods {
  /** How long after a repair the waiting e-mails are counted for the first time. */
  readonly watchSeconds: number
  /** How often to look whether mail leaves each organization, in minutes; 0: never. */
  readonly pulseMinutes: number
  /** How long a case is kept after its end, and what is remembered of a person after it was last used. */
  readonly retentionDays: number
}

export function readPeriods(env: Env, faults: string[]): Periods {
  return {
    watchSeconds: readNumber(env, { name: 'WATCH_SECONDS', fallback: 60, from: 1, to: 600 }, faults),
    pulseMinutes: readNumber(env, { name: 'PULSE_MINUTES', fallback: 5, from: 0, to: 60 }, faults),
    retentionDays: readNumber(env, { name: 'CASE_RETENTION_DAYS', fallback: 90, from: 1, to: 3650 }, faults),
  }
}
