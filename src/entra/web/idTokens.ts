import { createRemoteJWKSet, customFetch, errors, type FetchImplementation, type JWTPayload, jwtVerify } from 'jose'
import { z } from 'zod'
import { HOUR_MS, MINUTE_MS } from '../../domain/durations.js'
import { type NetworkOptions, networkClient, SIGN_IN_HOST } from '../network.js'
import { SignInFailed, tokenFailureOf } from '../signInFailed.js'

/** https://learn.microsoft.com/entra/identity-platform/signing-key-rollover: "at least once every 24 hours" */
const FRESH_MS = 24 * HOUR_MS
/** Between two fetches for a key that is not in the list. */
const PAUSE_MS = 5 * MINUTE_MS
/** How far this machine's clock may be off. */
const TOLERANCE_SECONDS = 5 * 60

/** https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference */
const claimsSchema = z.looseObject({
  iss: z.string(),
  oid: z.string().min(1),
  tid: z.string().min(1),
  nonce: z.string(),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
})

export type IdTokenClaims = z.infer<typeof claimsSchema>

export interface IdTokensOptions extends NetworkOptions {
  readonly tenantId: string
  readonly clientId: string
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Verifies who signed in. MSAL does not: it relies on the connection that the token came through. */
export class IdTokens {
  readonly #keys: ReturnType<typeof createRemoteJWKSet>
  readonly #audience: string
  readonly #now: () => number

  constructor({ tenantId, clientId, now, ...network }: IdTokensOptions) {
    // Fixed, so that nothing in a token can choose where its keys come from.
    this.#keys = createRemoteJWKSet(new URL(`${SIGN_IN_HOST}/${tenantId}/discovery/v2.0/keys`), {
      cacheMaxAge: FRESH_MS,
      cooldownDuration: PAUSE_MS,
      [customFetch]: keysFrom(network),
    })
    this.#audience = clientId
    this.#now = now
  }

  /** The claims of a genuine token that was issued for this attempt to sign in, by whatever tenant. Throws SignInFailed. */
  async verify(token: string, nonce: string): Promise<IdTokenClaims> {
    const claims = claimsSchema.safeParse(await this.#verified(token)).data
    if (!claims) throw new SignInFailed('id_token_incomplete', false, undefined)
    if (claims.nonce !== nonce) throw new SignInFailed('nonce_mismatch', false, undefined)
    if (claims.iss !== `${SIGN_IN_HOST}/${claims.tid}/v2.0`) throw new SignInFailed('id_token_issuer', false, undefined)
    return claims
  }

  async #verified(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        algorithms: ['RS256'],
        audience: this.#audience,
        requiredClaims: ['exp'],
        clockTolerance: TOLERANCE_SECONDS,
        currentDate: new Date(this.#now()),
      })
      return payload
    } catch (error) {
      throw error instanceof errors.JOSEError ? new SignInFailed(error.code, false, error) : error
    }
  }
}

/** Fetches the keys as MSAL's requests are sent. Throws SignInFailed. */
function keysFrom(network: NetworkOptions): FetchImplementation {
  const client = networkClient(network)
  return async url => {
    const { body, status } = await client.sendGetRequestAsync<unknown>(url).catch(error => {
      throw new SignInFailed(tokenFailureOf(error).code, true, error)
    })
    if (!isKeySet(body)) throw new SignInFailed('keys_unavailable', true, { status })
    return Response.json(body)
  }
}

/** jose expects an array; what it cannot use of that, it ignores. */
function isKeySet(body: unknown): boolean {
  return z.looseObject({ keys: z.array(z.looseObject({})).min(1) }).safeParse(body).success
}
