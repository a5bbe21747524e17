import { LRUCache } from 'lru-cache'
import type { Person365 } from '../../app/ports.js'
import type { Signer } from '../../domain/case/case.js'
import { LAST_MS, type Timed } from '../keptToken.js'
import { SignInNeeded } from '../onBehalfOf.js'
import { IDLE_MS, MOST_PEOPLE, type TokenSource } from '../tokenSource.js'
import type { Tokens } from '../tokens.js'

/** By URL of the organization; null: it has expired, or was refused. */
type Held = Map<string, Timed | null>

/**
 * The tokens of people who signed in on the web page, for the organizations in which they let the bot act. Each comes from a sign-in
 * and cannot be renewed without another one. They are in this process's memory only, and go when nobody uses them.
 */
export class WebTokens implements TokenSource {
  readonly #people: LRUCache<string, Held>
  readonly #now: () => number

  constructor({ now = Date.now }: { readonly now?: () => number } = {}) {
    this.#now = now
    this.#people = new LRUCache({
      max: MOST_PEOPLE,
      ttl: IDLE_MS,
      ttlResolution: 0,
      updateAgeOnGet: true,
      perf: { now },
    })
  }

  /** `person`: whom the sign-in service issued the token for. */
  keep(person: Person365, url: string, token: Timed): void {
    const held: Held = this.#heldBy(person) ?? new Map()
    held.set(url, token)
    this.#people.set(keyOf(person), held)
  }

  forget(person: Person365): void {
    this.#people.delete(keyOf(person))
  }

  /** That person's own tokens, and nobody else's. */
  of({ actor: { tenantId, aadObjectId } }: Signer): Tokens {
    const person = tenantId && aadObjectId ? { tenantId, aadObjectId } : null
    return {
      forOrganization: async url => {
        if (!person) throw new SignInNeeded('unavailable')
        return this.#usable(this.#heldBy(person), url)
      },
      forget: (url, token) => {
        const held = person && this.#heldBy(person)
        if (held?.get(url)?.token === token) held.set(url, null)
      },
    }
  }

  #usable(held: Held | undefined, url: string): string {
    const token = held?.get(url)
    if (!held || token === undefined) throw new SignInNeeded('signIn')
    if (token && token.until - this.#now() > LAST_MS) return token.token
    held.set(url, null)
    throw new SignInNeeded('expired')
  }

  #heldBy(person: Person365): Held | undefined {
    // Tokens that nobody uses do not stay in memory.
    this.#people.purgeStale()
    return this.#people.get(keyOf(person))
  }
}

/** Entra writes ids in lower case; other channels may not. */
export function keyOf({ tenantId, aadObjectId }: Person365): string {
  return JSON.stringify([tenantId.toLowerCase(), aadObjectId.toLowerCase()])
}
