import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'

export interface Claims {
  readonly aud: string
  readonly exp: number
  /** Entra object id of a person, or of the application's service principal. */
  readonly oid: string
  readonly appid: string
  /** `user_impersonation` in a person's token; absent from an application's. */
  readonly scp?: string
  readonly iss: string
  /** Only in what another application accepts as an assertion. */
  readonly sub?: string
}

/** Tokens whose issuer or end differs from those of an application's. */
interface Issuing {
  readonly iss?: string
  readonly seconds?: number
}

export const LIFETIME_SECONDS = 3600
const IDENTITY_LIFETIME_SECONDS = 24 * 3600

/** Issues tokens that only this instance recognizes. */
export class Signer {
  readonly #key = randomBytes(32)

  constructor(
    private readonly tenantId: string,
    private readonly now: () => Date,
  ) {}

  sign(claims: Omit<Claims, 'exp' | 'iss'>, issuing: Issuing = {}): string {
    const { iss = `https://sts.windows.net/${this.tenantId}/`, seconds = LIFETIME_SECONDS } = issuing
    const issued = { iss, exp: this.#seconds() + seconds }
    const parts = [
      { alg: 'HS256', typ: 'JWT' },
      { ...claims, ...issued, jti: randomUUID() },
    ]
    const text = parts.map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    return `${text}.${this.#signature(text).toString('base64url')}`
  }

  /** A token of a managed identity, which is good for a day, and its end in seconds since 1970. */
  signIdentity(identity: { clientId: string; principalId: string }, aud: string): { token: string; until: number } {
    const { clientId: appid, principalId: oid } = identity
    const iss = `https://login.microsoftonline.com/${this.tenantId}/v2.0`
    const token = this.sign({ aud, appid, oid, sub: oid }, { iss, seconds: IDENTITY_LIFETIME_SECONDS })
    return { token, until: this.#seconds() + IDENTITY_LIFETIME_SECONDS }
  }

  /** null: the token was not issued here, was changed, or has expired. */
  verify(token: string): Claims | null {
    const claims = this.read(token)
    return claims && !this.hasEnded(claims) ? claims : null
  }

  hasEnded({ exp }: Claims): boolean {
    return exp <= this.#seconds()
  }

  /** null: the token was not issued here, or was changed. */
  read(token: string): Claims | null {
    const [header = '', payload = '', signature = ''] = token.split('.')
    const expected = this.#signature(`${header}.${payload}`)
    const given = Buffer.from(signature, 'base64url')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims
  }

  #signature(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest()
  }

  #seconds(): number {
    return Math.floor(this.now().getTime() / 1000)
  }
}
