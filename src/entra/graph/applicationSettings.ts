import { type AppRegistration, DATAVERSE_APP_ID } from './applicationState.js'

/** What the application's own settings have to be, and the change that makes them so. Nothing else of it is touched. */

interface Setting {
  readonly fault: string
  readonly kind: 'missing' | 'wrong'
}

export const SCOPE = 'access_as_user'
/** Of the scope, where the application has none of that name yet. */
const SCOPE_ID = '5d1c2c0e-6a53-4f0b-9f57-0c2f6a1f7b44'
/** `user_impersonation` of Dynamics CRM, the same in every tenant. */
const USER_IMPERSONATION = '78ce3f0f-a1ce-49c2-8cde-64b5c0896db4'
const REDIRECT_URI = 'https://token.botframework.com/.auth/web/redirect'

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/bot-sso-register-aad */
export const CLIENTS: Readonly<Record<string, string>> = {
  '1fec8e78-bce4-4aaf-ab1b-5451cc387264': 'Teams desktop and mobile',
  '5e3ce6c0-2b1f-4285-8d4b-75ee78787346': 'Teams web',
  '4765445b-32c6-49b0-83e6-1d93765276ca': 'Microsoft 365 web',
  '0ec893e0-5785-4de6-99da-4ed124e5296c': 'Microsoft 365 desktop',
  'd3590ed6-52b3-4102-aeff-aad2292ab01c': 'Microsoft 365 mobile',
}

const uriOf = (appId: string) => `api://botid-${appId}`

/** Of `access_as_user`; undefined: it has no such scope yet. */
export function scopeIdOf({ api }: AppRegistration): string | undefined {
  return api.oauth2PermissionScopes.find(({ value }) => value === SCOPE)?.id
}

export function settingFaults(application: AppRegistration): readonly Setting[] {
  const { appId, api, identifierUris, web, isFallbackPublicClient } = application
  const scope = api.oauth2PermissionScopes.find(({ value }) => value === SCOPE)
  const faults: (Setting | false)[] = [
    !identifierUris.includes(uriOf(appId)) && { kind: 'missing', fault: `The application ID URI ${uriOf(appId)}.` },
    api.requestedAccessTokenVersion !== 2 && {
      kind: 'wrong',
      fault: 'Tokens for the application do not have version 2, which single sign-on needs.',
    },
    !scope && { kind: 'missing', fault: `The scope ${SCOPE}.` },
    scope?.isEnabled === false && { kind: 'wrong', fault: `The scope ${SCOPE} is disabled.` },
    !web.redirectUris.includes(REDIRECT_URI) && { kind: 'missing', fault: `The web redirect URI ${REDIRECT_URI}.` },
    !asksForDataverse(application) && {
      kind: 'missing',
      fault: 'The delegated permission user_impersonation of Dynamics CRM.',
    },
    isFallbackPublicClient === true && {
      kind: 'wrong',
      fault: "Public client flows are allowed: anybody can get tokens of the bot's own application without a secret.",
    },
  ]
  return faults.filter(fault => fault !== false)
}

function asksForDataverse({ requiredResourceAccess }: AppRegistration): boolean {
  return requiredResourceAccess.some(
    ({ resourceAppId, resourceAccess }) =>
      resourceAppId === DATAVERSE_APP_ID && resourceAccess.some(({ id }) => id === USER_IMPERSONATION),
  )
}

/**
 * One change for all of them; what is not named below `api` and `web` stays. UNCONFIRMED for `web`. An application ID URI of
 * this form is accepted only for an application whose tokens have version 2.
 * https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions
 */
export function settingsBody(application: AppRegistration): Readonly<Record<string, unknown>> {
  const { appId, api, identifierUris, web } = application
  return {
    identifierUris: [...new Set([...identifierUris, uriOf(appId)])],
    api: {
      requestedAccessTokenVersion: 2,
      oauth2PermissionScopes: scopesWith(api.oauth2PermissionScopes),
    },
    web: { redirectUris: [...new Set([...web.redirectUris, REDIRECT_URI])] },
    requiredResourceAccess: accessWith(application),
    isFallbackPublicClient: false,
  }
}

type Scopes = AppRegistration['api']['oauth2PermissionScopes']

function scopesWith(scopes: Scopes): Scopes {
  if (scopes.some(({ value }) => value === SCOPE))
    return scopes.map(scope => (scope.value === SCOPE ? { ...scope, isEnabled: true } : scope))
  const own = {
    id: SCOPE_ID,
    value: SCOPE,
    type: 'User',
    isEnabled: true,
    adminConsentDisplayName: 'Talk to Pending Send as the person',
    adminConsentDescription: 'Lets Teams tell Pending Send who the person is.',
    userConsentDisplayName: 'Talk to Pending Send as you',
    userConsentDescription: 'Lets Teams tell Pending Send who you are.',
  }
  return [...scopes, own]
}

function accessWith(application: AppRegistration): AppRegistration['requiredResourceAccess'] {
  const { requiredResourceAccess: all } = application
  if (asksForDataverse(application)) return all
  const wanted = { id: USER_IMPERSONATION, type: 'Scope' }
  const existing = all.find(({ resourceAppId }) => resourceAppId === DATAVERSE_APP_ID)
  const others = all.filter(one => one !== existing)
  return [...others, { resourceAppId: DATAVERSE_APP_ID, resourceAccess: [...(existing?.resourceAccess ?? []), wanted] }]
}

/** The clients that still have to be trusted with the scope. */
export function untrustedClients(application: AppRegistration): readonly string[] {
  const scopeId = scopeIdOf(application)
  return Object.keys(CLIENTS).filter(
    client =>
      !application.api.preAuthorizedApplications.some(
        ({ appId, delegatedPermissionIds }) =>
          appId === client && scopeId !== undefined && delegatedPermissionIds.includes(scopeId),
      ),
  )
}

/** In a request of its own: a scope can be named here only after it is there. */
export function clientsBody(application: AppRegistration, scopeId: string): Readonly<Record<string, unknown>> {
  const untrusted = untrustedClients(application)
  const all = application.api.preAuthorizedApplications
  const kept = all.map(one =>
    untrusted.includes(one.appId) ? { ...one, delegatedPermissionIds: [...one.delegatedPermissionIds, scopeId] } : one,
  )
  const added = untrusted.filter(client => !all.some(({ appId }) => appId === client))
  const preAuthorizedApplications = [...kept, ...added.map(appId => ({ appId, delegatedPermissionIds: [scopeId] }))]
  return { api: { preAuthorizedApplications } }
}
