import type { ApplicationState, Grant } from './applicationState.js'
import { isTrusted, type WantedCredential, wantedCredentials } from './federatedSubjects.js'

export interface WantedApplication {
  /** Of an application that exists; undefined: one is created. */
  readonly appId?: string
  readonly displayName: string
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
