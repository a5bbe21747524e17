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
  /** Where the web page is, without a path; undefined: there is none, as far as is known here. */
  readonly webOrigin?: string
}

/** Of Dynamics CRM. */
const CONSENT = 'user_impersonation'
/**
 * Of Microsoft Graph: what MSAL asks for when somebody signs in. UNCONFIRMED: whether Entra would ask each person, or refuse where
 * people may not consent, if these were not granted. https://learn.microsoft.com/entra/identity-platform/scopes-oidc#openid-connect-scopes
 */
export const SIGN_IN_SCOPES = ['openid', 'profile', 'offline_access']

/** What the administrators are to consent to for everybody. */
export interface WantedConsent {
  readonly id: 'consent' | 'signInConsent'
  readonly scopes: readonly string[]
  readonly of: string
  /** Object id of what has these scopes; null: it is not there. */
  readonly resourceId: string | null
  /** What happens without it. */
  readonly without: string
}

/** The wanted credentials that are missing, where their subject is known. */
export function untrustedCredentials(state: ApplicationState, wanted: WantedApplication): readonly WantedCredential[] {
  return credentialsFor(state, wanted).filter(one => one.subject !== null && !isTrusted(one, state.credentials))
}

export function credentialsFor({ identityId }: ApplicationState, wanted: WantedApplication) {
  return wantedCredentials({ ...wanted, identityId })
}

/** The consents that are missing, of what there is in the tenant. */
export function missingConsents(state: ApplicationState, wanted: WantedApplication): readonly WantedConsent[] {
  return wantedConsents(state, wanted).filter(
    ({ resourceId, scopes }) =>
      resourceId !== null && !scopes.every(scope => scopesOf(state, resourceId).includes(scope)),
  )
}

function wantedConsents(
  { dataverseId, graphId }: ApplicationState,
  { webOrigin }: WantedApplication,
): readonly WantedConsent[] {
  const ofDynamics: WantedConsent = {
    ...{ id: 'consent', scopes: [CONSENT], of: 'Dynamics CRM', resourceId: dataverseId },
    without: 'each person is asked for theirs',
  }
  const ofSignIn: WantedConsent = {
    ...{ id: 'signInConsent', scopes: SIGN_IN_SCOPES, of: 'Microsoft Graph', resourceId: graphId },
    without: 'people may be asked for theirs when they sign in on the web page',
  }
  return webOrigin === undefined ? [ofDynamics] : [ofDynamics, ofSignIn]
}

/** Of the administrators, for everybody; undefined: there is none. */
export function grantOf({ grants }: ApplicationState, resource: string | null): Grant | undefined {
  return grants.find(({ consentType, resourceId }) => consentType === 'AllPrincipals' && resourceId === resource)
}

/** What they have consented to. */
export function scopesOf(state: ApplicationState, resource: string | null): readonly string[] {
  return (grantOf(state, resource)?.scope ?? '').split(' ').filter(scope => scope !== '')
}

/**
 * Whether an application that nobody named may be somebody's trap. Whoever may create applications can create one under the name
 * that this program looks for, and whoever can sign in as it would get what it is given here: the bot's rights in Dynamics, and
 * the consent for everybody. One that has this consent has been looked at by an administrator before.
 */
export function isOfOthers(state: ApplicationState, { appId, operator }: WantedApplication): boolean {
  const { application, owners } = state
  if (!application || appId !== undefined || scopesOf(state, state.dataverseId).includes(CONSENT)) return false
  const keys = application.passwordCredentials.length + application.keyCredentials.length
  return keys > 0 || owners.some(owner => owner.toLowerCase() !== operator)
}
