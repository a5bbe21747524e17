import { AuthError, InteractionRequiredAuthError } from '@azure/msal-node'
import type { SignInNeed } from '../app/ports.js'
import type { Application } from './application.js'
import { SignInFailed, tokenFailureOf } from './signInFailed.js'

/** The bot cannot act as the person until `need` is met. The message carries no token. */
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
  /** Entra object id of the person the token stands for, and their tenant. */
  readonly oid: string
  readonly tenantId: string
}

/**
 * A token for one organization on behalf of a person: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow
 * Nothing is kept here, because a kept token would not name its person. Throws SignInNeeded.
 */
export async function onBehalfOf(
  application: Pick<Application, 'onBehalfOf'>,
  assertion: string,
  url: string,
): Promise<PersonToken> {
  const result = await application.onBehalfOf(assertion, `${url}/user_impersonation`).catch(error => {
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
  const { code, unreachable, cause } = tokenFailureOf(error)
  return new SignInNeeded(NEEDS[code] ?? otherNeed(error, unreachable), code, cause)
}

function otherNeed(error: unknown, unreachable: boolean): SignInNeed {
  if (error instanceof InteractionRequiredAuthError) return 'proof'
  if (unreachable) return 'unreachable'
  // Any other refusal concerns the application; a person cannot fix it by signing in.
  return error instanceof AuthError && error.errorCode === 'invalid_grant' ? 'expired' : 'unavailable'
}
