import { MINUTE_MS } from '../domain/durations.js'
import { tokenFailureOf } from './signInFailed.js'

/** A token and its end, in milliseconds since 1970. */
export interface Timed {
  readonly token: string
  readonly until: number
}

/** A token that ends within this time is replaced before it is used. */
export const RENEW_MS = 5 * MINUTE_MS
/** A token that cannot be replaced, for example during an outage, is still used up to this time before its end. */
export const LAST_MS = 30_000
/** How long an outage is believed before the service is asked again for the successor of a token that is still good. */
const OUTAGE_MS = 30_000

/** One token, and whoever fetches its successor: callers who ask at the same time share one request. */
export class KeptToken {
  readonly #fetch: () => Promise<Timed>
  readonly #now: () => number
  #kept: Timed | null = null
  #refused: string | null = null
  #underWay: Promise<string> | null = null
  #outageUntil = 0

  constructor(fetch: () => Promise<Timed>, now: () => number) {
    this.#fetch = fetch
    this.#now = now
  }

  /** A token that is good for a while; one that is refused while the caller waits is replaced. */
  async get(): Promise<string> {
    const token = await this.#usable()
    return token === this.#refused ? this.#renew() : token
  }

  /** The service that the token is for refused it: it is not handed out again. */
  forget(token: string): void {
    this.#refused = token
  }

  async #usable(): Promise<string> {
    const { token = '', until = 0 } = this.#kept?.token === this.#refused ? {} : (this.#kept ?? {})
    const left = until - this.#now()
    if (left > RENEW_MS || (left > LAST_MS && this.#now() < this.#outageUntil)) return token
    try {
      return await this.#renew()
    } catch (error) {
      if (left <= LAST_MS || !tokenFailureOf(error).unreachable) throw error
      this.#outageUntil = this.#now() + OUTAGE_MS
      return token
    }
  }

  #renew(): Promise<string> {
    this.#underWay ??= this.#fetch()
      .then(fetched => {
        this.#kept = fetched
        return fetched.token
      })
      .finally(() => {
        this.#underWay = null
      })
    return this.#underWay
  }
}
