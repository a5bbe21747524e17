import type { ApplicationState, Grant } from './applicationState.js'
import { isTrusted, type WantedCredential, wantedCredentials } from './federatedSubjects.js'

export interface WantedApplication {
  /** Of an application that exists; undefined: one is created. */
  readonly appId?: string
  readonly displayName: string
  /** Object id of the person who sets it up, in lower case; undefined: it is not known. */
  readonly operator?: string
  readonly tenantId: string
  readonly identity?: string
  readonly signInId?: string
}

/** Of Dynamics CRM. */
export const CONSENT = 'user_impersonation'

/** The wanted credentials that are missing, where their subject is known. */
export function untrustedCredentials(state: ApplicationState, wanted: WantedApplication): readonly WantedCredential[] {
  return credentialsFor(state, wanted).filter(one => one.subject !== null && !isTrusted(one, state.credentials))
}

export function credentialsFor({ identityId }: ApplicationState, wanted: WantedApplication) {
  return wantedCredentials({ ...wanted, identityId })
}

/** Of the administrators, for everybody; undefined: there is none. */
export function grantOf({ grants, dataverseId }: ApplicationState): Grant | undefined {
  return grants.find(({ consentType, resourceId }) => consentType === 'AllPrincipals' && resourceId === dataverseId)
}

/** What they have consented to. */
export function scopesOf(state: ApplicationState): readonly string[] {
  return (grantOf(state)?.scope ?? '').split(' ').filter(scope => scope !== '')
}

/**
 * Whether an application that nobody named may be somebody's trap. Whoever may create applications can create one under the name
 * that this program looks for, and whoever can sign in as it would get what it is given here: the bot's rights in Dynamics, and
 * the consent for everybody. One that has this consent has been looked at by an administrator before.
 */
export function isOfOthers(state: ApplicationState, { appId, operator }: WantedApplication): boolean {
  const { application, owners } = state
  if (!application || appId !== undefined || scopesOf(state).includes(CONSENT)) return false
  const keys = application.passwordCredentials.length + application.keyCredentials.length
  return keys > 0 || owners.some(owner => owner.toLowerCase() !== operator)
}
