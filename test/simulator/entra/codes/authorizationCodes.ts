import { createHash, randomUUID } from 'node:crypto'
import { SignInError } from '../devices.js'

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow: "codes expire after about 10 minutes". */
const LIFETIME_MS = 10 * 60_000

/** What a person agreed to, for whoever redeems the code. */
export interface CodeGrant {
  readonly clientId: string
  readonly redirectUri: string
  readonly challenge: string
  /** What the ID token repeats; null: nothing was asked for. */
  readonly nonce: string | null
  /** Entra object id of the person. */
  readonly oid: string
}

interface Issued extends CodeGrant {
  readonly until: number
  used: boolean
}

/** Authorization codes with PKCE, each for one client, one address and one redemption. */
export class AuthorizationCodes {
  readonly #codes = new Map<string, Issued>()

  constructor(private readonly now: () => Date) {}

  /** `query`: of the request to sign in. */
  issue(query: URLSearchParams, oid: string): string {
    const code = randomUUID()
    this.#codes.set(code, {
      clientId: query.get('client_id') ?? '',
      redirectUri: query.get('redirect_uri') ?? '',
      challenge: query.get('code_challenge') ?? '',
      nonce: query.get('nonce'),
      oid,
      until: this.now().getTime() + LIFETIME_MS,
      used: false,
    })
    return code
  }

  /** Throws Entra's refusal. A code that was presented is used up, even if it did not fit. */
  redeem(form: URLSearchParams): CodeGrant {
    const issued = this.#codes.get(form.get('code') ?? '')
    if (issued?.clientId !== form.get('client_id'))
      throw refusal('AADSTS9002313: Invalid request. Request is malformed or invalid.')
    if (issued.used)
      throw refusal(
        'AADSTS54005: OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
      )
    issued.used = true
    if (this.now().getTime() >= issued.until)
      throw refusal('AADSTS70008: The provided authorization code or refresh token has expired due to inactivity.')
    const redirectUri = form.get('redirect_uri')
    // As reported in https://github.com/snok/django-auth-adfs/issues/354
    if (issued.redirectUri !== redirectUri)
      throw new SignInError(
        401,
        'invalid_client',
        `AADSTS500112: The reply address '${redirectUri}' does not match the reply address '${issued.redirectUri}' provided when requesting Authorization code.`,
      )
    if (issued.challenge !== challengeOf(form.get('code_verifier') ?? ''))
      throw refusal(
        'AADSTS501481: The Code_Verifier does not match the code_challenge supplied in the authorization request.',
      )
    return issued
  }
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

function refusal(text: string): SignInError {
  return new SignInError(400, 'invalid_grant', text)
}
