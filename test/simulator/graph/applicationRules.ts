import type { Directory, Entry } from './directory.js'
import { badRequest } from './graphRefusal.js'

interface Scope {
  readonly id: string
  readonly value: string
  readonly isEnabled?: boolean
}

interface Api {
  readonly requestedAccessTokenVersion?: number | null
  readonly oauth2PermissionScopes: readonly Scope[]
  readonly preAuthorizedApplications: readonly { appId: string; delegatedPermissionIds: readonly string[] }[]
}

export const NEW_APPLICATION = {
  signInAudience: 'AzureADandPersonalMicrosoftAccount',
  isFallbackPublicClient: null,
  identifierUris: [],
  api: { requestedAccessTokenVersion: null, oauth2PermissionScopes: [], preAuthorizedApplications: [] },
  web: { redirectUris: [] },
  requiredResourceAccess: [],
  passwordCredentials: [],
}

const WRITABLE = ['displayName', ...Object.keys(NEW_APPLICATION)].filter(name => name !== 'passwordCredentials')

export interface Change {
  readonly directory: Directory
  readonly tenantId: string
  readonly application: Entry
  readonly values: Entry
}

/** The application with a change; what is nested is merged. Throws a GraphRefusal. */
export function changedApplication({ directory, tenantId, application, values }: Change): Entry {
  const unknown = Object.keys(values).find(name => !WRITABLE.includes(name))
  if (unknown) throw badRequest(`Invalid property '${unknown}'.`)
  const changed: Entry = {
    ...application,
    ...values,
    api: { ...(application.api as Api), ...(values.api as Api) },
    web: { ...(application.web as object), ...(values.web as object) },
  }
  demandUris({ directory, tenantId, application: changed, values })
  demandScopes(application.api as Api, changed.api as Api)
  if ((values.api as Api | undefined)?.preAuthorizedApplications)
    demandKnownScopes(directory, application, changed.api as Api)
  return changed
}

/** https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions */
function demandUris({ directory, tenantId, application, values }: Change): void {
  for (const uri of (values.identifierUris ?? []) as readonly string[]) {
    const parts = uri.replace(/^api:\/\//, '').split('/')
    const isPlain = [application.appId, tenantId].some(id => parts.includes(String(id)))
    if (!isPlain && (application.api as Api).requestedAccessTokenVersion !== 2)
      throw badRequest(
        `Failed to add identifier URI ${uri}. All newly added URIs must contain a tenant verified domain, tenant ID, or app ID, as per the default tenant policy of your organization.`,
      )
    const other = directory
      .all('application', 'newest')
      .find(({ id, identifierUris }) => id !== application.id && (identifierUris as string[]).includes(uri))
    if (other) throw badRequest('Another object with the same value for property identifierUris already exists.')
  }
}

function demandScopes(before: Api, after: Api): void {
  for (const { id, isEnabled } of before.oauth2PermissionScopes) {
    if (isEnabled !== false && !after.oauth2PermissionScopes.some(scope => scope.id === id))
      throw badRequest(
        'Permission (scope or role) cannot be deleted or updated unless disabled first.',
        'CannotDeleteOrUpdateEnabledEntitlement',
      )
  }
}

/** Also one that was written just now. https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1395 */
function demandKnownScopes(directory: Directory, application: Entry, { preAuthorizedApplications }: Api): void {
  const seen = (directory.seen(String(application.id))?.api as Api | undefined)?.oauth2PermissionScopes ?? []
  for (const { delegatedPermissionIds } of preAuthorizedApplications) {
    if (!delegatedPermissionIds.every(id => seen.some(scope => scope.id === id)))
      throw badRequest(
        'Property api.preAuthorizedApplications.delegatedPermissionIds has a Permission Id that cannot be found in the AppPermissions sets.',
        'InvalidValue',
      )
  }
}

const MOST_CREDENTIALS = 20

/** https://learn.microsoft.com/graph/api/resources/federatedidentitycredentials-overview */
export function demandCredential(others: readonly Entry[], { name, issuer, subject, audiences }: Entry): void {
  if (!issuer || !subject || !Array.isArray(audiences) || audiences.length !== 1)
    throw badRequest('A federated identity credential needs an issuer, a subject and one audience.')
  if (others.length >= MOST_CREDENTIALS) throw badRequest('The application has the most credentials that it can have.')
  if (others.some(other => other.name !== name && other.issuer === issuer && other.subject === subject))
    throw badRequest(
      `The combination of issuer and subject must be unique for the application. Issuer ${issuer} and Subject: ${subject} already exist.`,
      'InvalidFederatedIdentityCredentialValue',
    )
}
