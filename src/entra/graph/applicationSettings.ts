import { type AppRegistration, DATAVERSE_APP_ID, GRAPH_APP_ID } from './applicationState.js'
import { SIGN_IN_SCOPES, type WantedApplication } from './wantedApplication.js'

/** What the application's own settings have to be, and the change that makes them so. Nothing else of it is touched. */

interface Setting {
  readonly fault: string
  readonly kind: 'missing' | 'wrong'
}

export const SCOPE = 'access_as_user'
/** Of the scope, where the application has none of that name yet. */
const SCOPE_ID = '5d1c2c0e-6a53-4f0b-9f57-0c2f6a1f7b44'

/** Delegated permissions, whose ids are the same in every tenant. */
const DYNAMICS_ACCESS = {
  what: 'permission user_impersonation of Dynamics CRM',
  app: DATAVERSE_APP_ID,
  ids: ['78ce3f0f-a1ce-49c2-8cde-64b5c0896db4'],
}
/** `openid`, `profile`, `offline_access`. https://learn.microsoft.com/graph/permissions-reference */
const SIGN_IN_ACCESS = {
  what: `permissions ${SIGN_IN_SCOPES.join(', ')} of Microsoft Graph`,
  app: GRAPH_APP_ID,
  ids: [
    '37f7f235-527c-4136-accd-02a02d197296',
    '14dad69e-099b-42c9-810b-d002981feec1',
    '7427e0e9-2fba-42fe-b0c0-848c9e6a8182',
  ],
}
type Access = typeof DYNAMICS_ACCESS

/** Of the Bot Framework, for the sign-in in Teams. */
const REDIRECT_URI = 'https://token.botframework.com/.auth/web/redirect'
/** Of the web page, on its own host: `REDIRECT_PATH` of `web`, which is no floor below this one. */
const PAGE_REDIRECT = '/check/signed-in'

type Wanted = Pick<WantedApplication, 'webOrigin'>

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

export function settingFaults(application: AppRegistration, wanted: Wanted): readonly Setting[] {
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
    ...redirectUris(wanted).map(
      uri => !web.redirectUris.includes(uri) && { kind: 'missing' as const, fault: `The web redirect URI ${uri}.` },
    ),
    ...wantedAccess(wanted).map(
      access => !asksFor(application, access) && { kind: 'missing' as const, fault: `The delegated ${access.what}.` },
    ),
    isFallbackPublicClient === true && {
      kind: 'wrong',
      fault: "Public client flows are allowed: anybody can get tokens of the bot's own application without a secret.",
    },
  ]
  return faults.filter(fault => fault !== false)
}

/** Where Entra sends people to who have signed in. */
function redirectUris({ webOrigin }: Wanted): readonly string[] {
  return [REDIRECT_URI, ...(webOrigin === undefined ? [] : [webOrigin + PAGE_REDIRECT])]
}

function wantedAccess({ webOrigin }: Wanted): readonly Access[] {
  return webOrigin === undefined ? [DYNAMICS_ACCESS] : [DYNAMICS_ACCESS, SIGN_IN_ACCESS]
}

function asksFor({ requiredResourceAccess }: AppRegistration, { app, ids }: Access): boolean {
  const asked = requiredResourceAccess.filter(({ resourceAppId }) => resourceAppId === app)
  return ids.every(wanted => asked.some(({ resourceAccess }) => resourceAccess.some(({ id }) => id === wanted)))
}

/**
 * One change for all of them; what is not named below `api` and `web` stays. UNCONFIRMED for `web`. An application ID URI of
 * this form is accepted only for an application whose tokens have version 2.
 * https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions
 */
export function settingsBody(application: AppRegistration, wanted: Wanted): Readonly<Record<string, unknown>> {
  const { appId, api, identifierUris, web } = application
  return {
    identifierUris: [...new Set([...identifierUris, uriOf(appId)])],
    api: {
      requestedAccessTokenVersion: 2,
      oauth2PermissionScopes: scopesWith(api.oauth2PermissionScopes),
    },
    web: { redirectUris: [...new Set([...web.redirectUris, ...redirectUris(wanted)])] },
    requiredResourceAccess: wantedAccess(wanted).reduce(accessWith, application.requiredResourceAccess),
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

type RequiredAccess = AppRegistration['requiredResourceAccess']

function accessWith(all: RequiredAccess, { app, ids }: Access): RequiredAccess {
  const existing = all.find(({ resourceAppId }) => resourceAppId === app)
  const has = existing?.resourceAccess ?? []
  const added = ids.filter(wanted => !has.some(({ id }) => id === wanted)).map(id => ({ id, type: 'Scope' }))
  if (added.length === 0) return all
  return [...all.filter(one => one !== existing), { resourceAppId: app, resourceAccess: [...has, ...added] }]
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
