import { randomInt, randomUUID } from 'node:crypto'

/** A refusal in Entra's shape: {"error", "error_description"} with its number (AADSTS…). */
export class SignInError extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    message: string,
    /** Further fields of Entra's error: `suberror`, `claims`. */
    readonly more: Readonly<Record<string, string>> = {},
  ) {
    super(message)
  }
}

interface Device {
  readonly userCode: string
  /** Entra object id of the person who signed in; null: nobody has entered the code yet. */
  answer: string | 'declined' | null
}

/** Sign-ins that wait for a person to enter a code elsewhere. https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code */
export class Devices {
  readonly #devices = new Map<string, Device>()
  readonly #refreshTokens = new Map<string, string>()

  /** `page` is where the person enters the code. */
  begin(page: string): object {
    const code = randomUUID()
    const userCode = `PS${randomInt(1_000_000, 9_999_999)}`
    this.#devices.set(code, { userCode, answer: null })
    return {
      device_code: code,
      user_code: userCode,
      verification_uri: page,
      expires_in: 900,
      interval: 1,
      message: `To sign in, open ${page} and enter the code ${userCode}.`,
    }
  }

  /** Returns false if that code was never issued. */
  answer(userCode: string, answer: string | 'declined'): boolean {
    const device = this.#deviceOf(userCode)
    if (device) device.answer = answer
    return device !== undefined
  }

  /** Whether a program waits for somebody to enter that code: each serves once. */
  isWaiting(userCode: string): boolean {
    return this.#deviceOf(userCode)?.answer === null
  }

  #deviceOf(userCode: string): Device | undefined {
    return [...this.#devices.values()].find(device => device.userCode === userCode)
  }

  /** The person who signed in. */
  personOf(code: string): string {
    const device = this.#devices.get(code)
    if (!device) throw new SignInError(400, 'invalid_grant', 'AADSTS70019: The device code is not known.')
    if (device.answer === null)
      throw new SignInError(400, 'authorization_pending', 'AADSTS70016: The user has not signed in yet.')
    if (device.answer === 'declined')
      throw new SignInError(400, 'authorization_declined', 'The user declined the sign-in.')
    return device.answer
  }

  /** Issues the refresh token that a public client gets its next tokens with, without asking the person again. */
  refreshable(oid: string): object {
    const token = randomUUID()
    this.#refreshTokens.set(token, oid)
    return { refresh_token: token }
  }

  /** The person that a refresh token was issued for. */
  refresherOf(token: string): string {
    const oid = this.#refreshTokens.get(token)
    if (!oid) throw new SignInError(400, 'invalid_grant', 'AADSTS700082: The refresh token has expired.')
    return oid
  }

  /** Ends all refresh tokens, as a change of password does. */
  endRefreshTokens(): void {
    this.#refreshTokens.clear()
  }
}

/** What a client learns about the person, in addition to the access token. */
export function identityOf(oid: string, { tenantId, clientId }: { tenantId: string; clientId: string }): object {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const now = Math.floor(Date.now() / 1000)
  const issuer = `https://login.microsoftonline.com/${tenantId}/v2.0`
  const claims = { iss: issuer, aud: clientId, oid, sub: oid, tid: tenantId, ver: '2.0', iat: now, exp: now + 3600 }
  return {
    id_token: `${encode({ alg: 'none', typ: 'JWT' })}.${encode({ ...claims, preferred_username: oid, name: oid })}.x`,
    client_info: encode({ uid: oid, utid: tenantId }),
  }
}
