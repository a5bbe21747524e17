import { AuthError, ConfidentialClientApplication, InteractionRequiredAuthError } from '@azure/msal-node'
import type { SignInNeed } from '../app/ports.js'
import { networkClient, SIGN_IN_HOST } from './network.js'
import { failureOf, SignInFailed, type TokenOptions } from './tokens.js'

/** The bot cannot act as the person until something happened. The message carries no token. */
export class SignInNeeded extends SignInFailed {
  constructor(
    readonly need: SignInNeed,
    code: string = need,
    cause?: unknown,
  ) {
    super(code, need === 'unreachable', cause)
    this.name = 'SignInNeeded'
  }
}

export interface PersonToken {
  readonly token: string
  /** Milliseconds since 1970. */
  readonly until: number
  /** Entra object id of the person whose token it is, and their tenant. */
  readonly oid: string
  readonly tenantId: string
}

/**
 * A token for one organization on behalf of a person: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow
 * Each time with an application of its own, so that MSAL keeps nothing: its cache knows no bounds, and answers a token
 * without the person whose it is. Throws SignInNeeded.
 */
export async function onBehalfOf(
  { tenantId, clientId, clientSecret, ...network }: TokenOptions,
  assertion: string,
  url: string,
): Promise<PersonToken> {
  const application = new ConfidentialClientApplication({
    auth: { clientId, clientSecret, authority: `${SIGN_IN_HOST}/${tenantId}` },
    system: { networkClient: networkClient(network) },
  })
  const scopes = [`${url}/user_impersonation`]
  const result = await application.acquireTokenOnBehalfOf({ oboAssertion: assertion, scopes }).catch(error => {
    throw neededFor(error)
  })
  if (!result?.accessToken) throw new SignInNeeded('unreachable', 'empty_answer')
  const { accessToken, expiresOn, uniqueId, tenantId: tenant } = result
  return { token: accessToken, until: expiresOn?.getTime() ?? 0, oid: uniqueId, tenantId: tenant }
}

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const NEEDS: Readonly<Record<string, SignInNeed>> = {
  AADSTS65001: 'consent',
  AADSTS65004: 'declined',
  AADSTS50013: 'expired',
  AADSTS500133: 'expired',
}

function neededFor(error: unknown): SignInNeeded {
  const { code, unreachable, cause } = failureOf(error)
  return new SignInNeeded(NEEDS[code] ?? otherNeed(error, unreachable), code, cause)
}

function otherNeed(error: unknown, unreachable: boolean): SignInNeed {
  if (error instanceof InteractionRequiredAuthError) return 'proof'
  if (unreachable) return 'unreachable'
  // Any other refusal is about the application, and no sign-in of a person mends it.
  return error instanceof AuthError && error.errorCode === 'invalid_grant' ? 'expired' : 'unavailable'
}
