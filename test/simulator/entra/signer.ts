import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'

export interface Claims {
  readonly aud: string
  readonly exp: number
  /** Entra object id of a person, or of the application's service principal. */
  readonly oid: string
  readonly appid: string
  /** `user_impersonation` in a person's token; absent from an application's. */
  readonly scp?: string
}

export const LIFETIME_SECONDS = 3600

/** Issues tokens that only this instance recognizes. */
export class Signer {
  readonly #key = randomBytes(32)

  constructor(
    private readonly tenantId: string,
    private readonly now: () => Date,
  ) {}

  sign(claims: Omit<Claims, 'exp'>): string {
    const issued = { iss: `https://sts.windows.net/${this.tenantId}/`, exp: this.#seconds() + LIFETIME_SECONDS }
    const parts = [
      { alg: 'HS256', typ: 'JWT' },
      { ...claims, ...issued, jti: randomUUID() },
    ]
    const text = parts.map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    return `${text}.${this.#signature(text).toString('base64url')}`
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
