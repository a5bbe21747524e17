import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Person } from '../pages/shownPage.js'

const LIFETIME_SECONDS = 3600

interface KeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/** How a token differs from a genuine one; tests set it. */
export interface Forgery {
  /** `unpublished`: it has an id of its own. `impostor`: it claims to be the published one. */
  readonly key?: 'unpublished' | 'impostor'
  readonly claims?: Readonly<Record<string, unknown>>
}

interface IdTokensOptions {
  readonly tenantId: string
  readonly now: () => Date
}

interface Asked {
  readonly clientId: string
  readonly person: Person
  readonly nonce: string | null
}

/** Says to a client who signed in: https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference */
export class IdTokens {
  /** null: tokens are genuine. */
  forgery: Forgery | null = null
  readonly #keys = new Map<string, KeyPair>()

  constructor(private readonly options: IdTokensOptions) {}

  issue({ clientId, person, nonce }: Asked): string {
    const { tenantId: tid, now } = this.options
    const { key, claims } = this.forgery ?? {}
    const iat = Math.floor(now().getTime() / 1000)
    const { oid, name, username = oid } = person
    const genuine = {
      ...{ ver: '2.0', iss: issuerOf(tid), aud: clientId, sub: oid, oid, tid },
      ...{ iat, nbf: iat, exp: iat + LIFETIME_SECONDS, name, preferred_username: username },
      ...(nonce !== null && { nonce }),
    }
    const kid = key === 'unpublished' ? 'unpublished-key' : PUBLISHED
    const text = [
      { typ: 'JWT', alg: 'RS256', kid },
      { ...genuine, ...claims },
    ]
      .map(encode)
      .join('.')
    const { privateKey } = this.#pairOf(key ?? PUBLISHED)
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
  }

  /** What clients check signatures with. Like Entra's, its keys name no algorithm. */
  keySet(): object {
    const { kty, n, e } = this.#pairOf(PUBLISHED).publicKey.export({ format: 'jwk' })
    const issuer = issuerOf(this.options.tenantId)
    return { keys: [{ kty, use: 'sig', kid: PUBLISHED, n, e, issuer }] }
  }

  /** Made when it is needed: few tests do, and it takes a while. */
  #pairOf(name: string): KeyPair {
    const pair = this.#keys.get(name) ?? generateKeyPairSync('rsa', { modulusLength: 2048 })
    this.#keys.set(name, pair)
    return pair
  }
}

const PUBLISHED = 'published-key'

function issuerOf(tenantId: string): string {
  return `https://login.microsoftonline.com/${tenantId}/v2.0`
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
