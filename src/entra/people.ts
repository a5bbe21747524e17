import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Log, People, SignInNeed } from '../app/ports.js'
import type { Signer } from '../domain/case/case.js'
import type { Application } from './application.js'
import { RENEW_MS } from './keptToken.js'
import { onBehalfOf, type PersonToken, SignInNeeded } from './onBehalfOf.js'
import { tokenFailureOf } from './signInFailed.js'
import { IDLE_MS, MOST_PEOPLE, type TokenSource } from './tokenSource.js'
import { type Tokens, tokensFrom } from './tokens.js'

export interface PeopleOptions {
  /** People sign in to it. */
  readonly application: Pick<Application, 'onBehalfOf'>
  readonly log: Log
  /** Channels on which people sign in differently, and where their tokens come from. */
  readonly channels?: ReadonlyMap<string, TokenSource>
  /** Milliseconds since 1970; default: the clock. */
  readonly now?: () => number
}

/** The token that the bot received when the person signed in; null: they have not signed in. Throws during an outage. */
export type AssertionOf = (signer: Signer) => Promise<string | null>

export interface PeopleWithTokens extends People {
  tokensOf: TokenSource['of']
}

/** Lets the bot act for people who have signed in. `assertionOf` null: nobody can, except on `channels`. */
export function createPeople(options: PeopleOptions, assertionOf: AssertionOf | null): PeopleWithTokens {
  const { log, channels, now = Date.now } = options
  const exchanged = exchangedTokens({ ...options, now }, assertionOf)
  const tokensOf = (signer: Signer): Tokens => (channels?.get(signer.channelId) ?? exchanged).of(signer)
  /** What the log has said of people. */
  const said = new LRUCache<string, SignInNeed>({ max: MOST_PEOPLE })
  return {
    tokensOf,
    async need(signer, { url, name }) {
      try {
        await tokensOf(signer).forOrganization(url)
        said.delete(`${keyOf(signer)} ${url}`)
        return null
      } catch (error) {
        const { need, code } = error instanceof SignInNeeded ? error : new SignInNeeded('unreachable')
        const key = `${keyOf(signer)} ${url}`
        // A page asks again and again while somebody is at the sign-in service.
        if (said.get(key) !== need) log.info({ need, code, organization: name }, 'The bot cannot act as a person yet')
        said.set(key, need)
        return need
      }
    },
  }
}

/** Exchanges what a channel gave the bot. A person who was dropped gets a new token unnoticed, as long as they are signed in. */
function exchangedTokens(options: OptionsWithClock, assertionOf: AssertionOf | null): TokenSource {
  const perf = { now: options.now }
  const known = new LRUCache<string, Tokens>({ max: MOST_PEOPLE, ttl: IDLE_MS, ttlResolution: 0, perf })
  return {
    of(signer) {
      const key = keyOf(signer)
      const tokens = known.get(key) ?? tokensFor(options, signer, assertionOf)
      known.set(key, tokens)
      // Tokens that nobody uses do not stay in memory.
      known.purgeStale()
      return tokens
    },
  }
}

function keyOf({ actor, channelId }: Signer): string {
  return JSON.stringify([channelId, actor.id, actor.tenantId, actor.aadObjectId])
}

interface CachedToken extends PersonToken {
  /** Digest of the assertion it was exchanged for: after signing out or in again, the token is no longer used. */
  readonly assertionDigest: string
}

type OptionsWithClock = Pick<PeopleOptions, 'application'> & { readonly now: () => number }

function tokensFor(options: OptionsWithClock, signer: Signer, assertionOf: AssertionOf | null): Tokens {
  const cache = new Map<string, CachedToken>()
  return tokensFrom(async (url, skipCache) => {
    if (!assertionOf || !signer.actor.aadObjectId) throw new SignInNeeded('unavailable')
    const assertion = await assertionOf(signer).catch(error => {
      throw new SignInNeeded('unreachable', tokenFailureOf(error).code, error)
    })
    if (assertion === null) throw new SignInNeeded('signIn')
    const assertionDigest = createHash('sha256').update(assertion).digest('base64url')
    const cached = cache.get(url)
    const isUsable = cached?.assertionDigest === assertionDigest && cached.until > options.now() + RENEW_MS
    if (!skipCache && isUsable) return cached.token
    cache.delete(url)
    const fresh = await onBehalfOf(options.application, assertion, url)
    if (!isOf(fresh, signer)) throw new SignInNeeded('otherPerson')
    cache.set(url, { ...fresh, assertionDigest })
    return fresh.token
  })
}

function isOf({ oid, tenantId }: PersonToken, { actor }: Signer): boolean {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
  return same(oid, actor.aadObjectId ?? '') && same(tenantId, actor.tenantId ?? tenantId)
}
