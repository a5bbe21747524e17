import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Log, People } from '../app/ports.js'
import type { Signer } from '../domain/case/case.js'
import { onBehalfOf, type PersonToken, SignInNeeded } from './onBehalfOf.js'
import { failureOf, type TokenOptions, type Tokens, tokensFrom } from './tokens.js'

export interface PeopleOptions extends TokenOptions {
  readonly log: Log
  /** Milliseconds since 1970; default: the clock. */
  readonly now?: () => number
}

/** The token that a person's sign-in left for the bot; null: they have not signed in. Throws at an outage. */
export type AssertionOf = (signer: Signer) => Promise<string | null>

export interface PeopleWithTokens extends People {
  /** Tokens of that person, for organizations of the configuration only: the caller sees to it. They throw SignInNeeded. */
  tokensOf(signer: Signer): Tokens
}

/** Kept in memory only. Whoever is forgotten is asked for again, without a word to them, as long as they are signed in. */
const MOST_PEOPLE = 500
const IDLE_MS = 30 * 60_000

/** The bot in the name of people who signed in. `assertionOf` null: nobody can. */
export function createPeople(options: PeopleOptions, assertionOf: AssertionOf | null): PeopleWithTokens {
  const { log, now = Date.now } = options
  const known = new LRUCache<string, Tokens>({ max: MOST_PEOPLE, ttl: IDLE_MS, ttlResolution: 0, perf: { now } })
  const tokensOf = (signer: Signer): Tokens => {
    const key = keyOf(signer)
    const tokens = known.get(key) ?? tokensFor({ ...options, now }, signer, assertionOf)
    known.set(key, tokens)
    // No token lies about for longer than anybody uses it.
    known.purgeStale()
    return tokens
  }
  return {
    tokensOf,
    async need(signer, { url, name }) {
      try {
        await tokensOf(signer).forOrganization(url)
        return null
      } catch (error) {
        const { need, code } = error instanceof SignInNeeded ? error : new SignInNeeded('unreachable')
        log.info({ need, code, organization: name }, 'The bot cannot act as a person yet')
        return need
      }
    },
  }
}

function keyOf({ actor, channelId }: Signer): string {
  return JSON.stringify([channelId, actor.id, actor.tenantId, actor.aadObjectId])
}

interface Held extends PersonToken {
  /** Digest of what it was asked for with: whoever signs out or in again leaves no token behind. */
  readonly by: string
}

type Clocked = TokenOptions & { readonly now: () => number }

function tokensFor(options: Clocked, signer: Signer, assertionOf: AssertionOf | null): Tokens {
  const held = new Map<string, Held>()
  return tokensFrom(async (url, skipCache) => {
    if (!assertionOf || !signer.actor.aadObjectId) throw new SignInNeeded('unavailable')
    const assertion = await assertionOf(signer).catch(error => {
      throw new SignInNeeded('unreachable', failureOf(error).code, error)
    })
    if (assertion === null) throw new SignInNeeded('signIn')
    const by = createHash('sha256').update(assertion).digest('base64url')
    const before = held.get(url)
    if (!skipCache && before?.by === by && before.until > options.now() + RENEW_MS) return before.token
    held.delete(url)
    const fresh = await onBehalfOf(options, assertion, url)
    if (!isOf(fresh, signer)) throw new SignInNeeded('otherPerson')
    held.set(url, { ...fresh, by })
    return fresh.token
  })
}

/** A token that ends within this time is not begun with. */
const RENEW_MS = 2 * 60_000

function isOf({ oid, tenantId }: PersonToken, { actor }: Signer): boolean {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
  return same(oid, actor.aadObjectId ?? '') && same(tenantId, actor.tenantId ?? tenantId)
}
