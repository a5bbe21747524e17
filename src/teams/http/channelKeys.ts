import { type CryptoKey, importJWK } from 'jose'
import { z } from 'zod'
import { MINUTE_MS } from '../../domain/durations.js'
import { isLoopbackUrl } from '../../domain/loopback.js'

/**
 * Fixed, so that nothing in a request can choose where keys come from.
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#openid-metadata-document
 */
const PUBLIC_METADATA_URL = 'https://login.botframework.com/v1/.well-known/openidconfiguration'

/** The SDK fetches the keys once a day; the page above allows a list to be kept for five days. */
const FRESH_MS = 24 * 60 * MINUTE_MS
const LONGEST_MS = 5 * FRESH_MS
/** Between two fetches for a key that is not in the list, so that made-up key ids cannot cause more requests. */
const PAUSE_MS = 5 * MINUTE_MS
/** Between two fetches while there is no usable list. */
const PAUSE_WITHOUT_KEYS_MS = 10_000
const PATIENCE_MS = 5_000
/** The channel publishes a handful. */
const MOST_KEYS = 100

export interface ChannelKey {
  readonly key: CryptoKey | Uint8Array
  /** Ids of the channels whose requests the key may sign. */
  readonly endorsements: readonly string[]
}

/** The service that publishes the keys does not answer properly, so no caller can be verified. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable'
}

const metadataSchema = z.looseObject({ jwks_uri: z.url() })
const keysSchema = z.looseObject({ keys: z.array(z.unknown()) })
const keySchema = z.looseObject({
  kty: z.literal('RSA'),
  kid: z.string().min(1),
  n: z.string(),
  e: z.string(),
  endorsements: z.array(z.string()).optional(),
})

export interface ChannelKeysOptions {
  /** Default: the public cloud's. */
  readonly metadataUrl?: string | undefined
  /** Milliseconds on a clock that never steps back; default: the process's own. */
  readonly now?: () => number
}

/** The channel's signing keys. Keeps one list, and fetches another no more often than the constants above allow. */
export class ChannelKeys {
  readonly #metadataUrl: string
  readonly #now: () => number
  #keys: ReadonlyMap<string, ChannelKey> = new Map()
  #fetchedAt = Number.NEGATIVE_INFINITY
  #lookedAt = Number.NEGATIVE_INFINITY
  /** The error of the last fetch; null: it succeeded. */
  #failure: unknown = null
  #looking: Promise<void> | null = null

  constructor({ metadataUrl = PUBLIC_METADATA_URL, now = () => performance.now() }: ChannelKeysOptions = {}) {
    this.#metadataUrl = metadataUrl
    this.#now = now
  }

  /** null: the channel has no key with this id. Throws KeysUnavailable. */
  async find(kid: string): Promise<ChannelKey | null> {
    if (!this.#isFresh() || !this.#keys.has(kid)) await this.#look()
    const known = this.#age() < LONGEST_MS ? this.#keys.get(kid) : undefined
    if (known) return known
    if (this.#failure === null) return null
    throw new KeysUnavailable('The keys of the channel cannot be had', { cause: this.#failure })
  }

  /** Never rejects. Concurrent callers share one fetch. */
  #look(): Promise<void> {
    const pause = this.#isFresh() ? PAUSE_MS : PAUSE_WITHOUT_KEYS_MS
    if (this.#looking === null && this.#now() - this.#lookedAt >= pause) {
      this.#lookedAt = this.#now()
      this.#looking = this.#fetch().finally(() => {
        this.#looking = null
      })
    }
    return this.#looking ?? Promise.resolve()
  }

  async #fetch(): Promise<void> {
    try {
      this.#keys = await fetchKeys(this.#metadataUrl)
      this.#fetchedAt = this.#now()
      this.#failure = null
    } catch (error) {
      this.#failure = error
    }
  }

  #isFresh(): boolean {
    return this.#age() < FRESH_MS
  }

  #age(): number {
    return this.#now() - this.#fetchedAt
  }
}

async function fetchKeys(metadataUrl: string): Promise<ReadonlyMap<string, ChannelKey>> {
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const { jwks_uri } = metadataSchema.parse(await fetchJson(metadataUrl, signal))
  if (new URL(jwks_uri).origin !== new URL(metadataUrl).origin) {
    throw new Error('The metadata of the channel names keys of another host')
  }
  const { keys } = keysSchema.parse(await fetchJson(jwks_uri, signal))
  const read = await Promise.all(keys.slice(0, MOST_KEYS).map(readKey))
  const usable = read.filter(one => one !== null)
  if (usable.length === 0) throw new Error('The channel publishes no key that could be used')
  return new Map(usable)
}

async function fetchJson(url: string, signal: AbortSignal): Promise<unknown> {
  if (!url.startsWith('https:') && !isLoopbackUrl(url)) throw new Error('Keys are taken over https only')
  const response = await fetch(url, { redirect: 'error', signal })
  if (!response.ok) throw new Error(`The channel's keys: HTTP ${response.status}`)
  return response.json()
}

/** null: the key is of another type. */
async function readKey(given: unknown): Promise<[string, ChannelKey] | null> {
  const parsed = keySchema.safeParse(given)
  if (!parsed.success) return null
  const { kty, kid, n, e, endorsements = [] } = parsed.data
  const key = await importJWK({ kty, n, e }, 'RS256').catch(() => null)
  return key && [kid, { key, endorsements }]
}
