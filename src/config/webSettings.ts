/** The web page, on which people sign in without Teams. */
import { isGuid } from '../domain/guid.js'
import { isLoopbackUrl } from '../domain/loopback.js'
import { readAllowedTenants } from './membership.js'
import { type Env, isLocalMode, isShowable, parseUrl } from './variables.js'

export interface WebSettings {
  /** Origins of the sites whose pages may show ours in a frame; empty: none may. */
  readonly frameAncestors: readonly string[]
}

/** null: there is no web page. */
export function readWeb(env: Env, faults: string[]): WebSettings | null {
  const given = env.WEB_SIGN_IN?.trim() || 'off'
  const origins = (env.WEB_FRAME_ANCESTORS ?? '').split(/[\s,]+/).filter(origin => origin !== '')
  if (given !== 'on') {
    if (given !== 'off') faults.push('WEB_SIGN_IN must be on or off; leave it out for off')
    else if (origins.length > 0)
      faults.push('WEB_FRAME_ANCESTORS needs WEB_SIGN_IN=on: switch the web page on, or remove WEB_FRAME_ANCESTORS')
    return null
  }
  for (const fault of [applicationFault(env), tenantFault(env), addressFault(env)])
    if (fault !== null) faults.push(fault)
  if (!origins.every(isOrigin)) {
    faults.push(
      'WEB_FRAME_ANCESTORS must be the https origins of the sites that show the web page in a frame, separated by commas or spaces, without paths and asterisks, for example https://intranet.contoso.com',
    )
  }
  return { frameAncestors: [...new Set(origins.filter(isOrigin).map(origin => new URL(origin).origin))] }
}

/** It becomes part of a header, where spaces, semicolons and quotes mean something. https://www.w3.org/TR/CSP3/#directive-frame-ancestors */
function isOrigin(text: string): boolean {
  return /^https:\/\/[a-z\d.-]+(?::\d+)?\/?$/i.test(text) && parseUrl(text) !== null
}

/**
 * People sign in to an app registration, which has a redirect URI; a managed identity has none.
 * https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview
 */
function applicationFault(env: Env): string | null {
  const lower = (name: string) => env[name]?.trim().toLowerCase() ?? ''
  const bot = lower('MicrosoftAppId')
  const application = lower('DATAVERSE_CLIENT_ID') || bot
  const identities = [lower('MANAGED_IDENTITY_CLIENT_ID'), env.MicrosoftAppType?.trim() === 'UserAssignedMSI' && bot]
  if (application === '' || !identities.includes(application)) return null
  return 'WEB_SIGN_IN=on needs an application that people can sign in to, and a managed identity is none: make the bot one of type SingleTenant, whose app registration trusts that identity ("npm run provision -- azure" sets it up), or name another app registration in DATAVERSE_CLIENT_ID and its secret in DATAVERSE_CLIENT_SECRET, or set WEB_SIGN_IN to off'
}

/** People sign in with accounts of the application's own tenant, so it has to be one of those that are served. */
function tenantFault(env: Env): string | null {
  const own = env.MicrosoftAppTenantId?.trim() ?? ''
  const tenant = env.DATAVERSE_TENANT_ID?.trim() || own
  const allowed = readAllowedTenants(env, own, [])
  // A domain may be the name of any of them.
  if (isLocalMode(env) || !isGuid(tenant) || allowed.size === 0 || allowed.has(tenant.toLowerCase())) return null
  return 'ALLOWED_TENANTS must have the tenant of DATAVERSE_TENANT_ID (else MicrosoftAppTenantId) among the others where WEB_SIGN_IN is on: people sign in to the web page with accounts of that tenant, and of no other'
}

/** What is wrong with an address that is good enough for Teams, which only fetches pictures from it. */
function addressFault(env: Env): string | null {
  const url = parseUrl(env.PUBLIC_URL?.trim() ?? '')
  if (!url || !isShowable(url)) return null
  if (url.pathname !== '/')
    return 'PUBLIC_URL must have no path where WEB_SIGN_IN is on: the web page and its cookies belong to a host of their own, for example https://pending-send.azurewebsites.net'
  if (isLocalMode(env) && url.protocol !== 'https:' && !isLoopbackUrl(url.href))
    return 'PUBLIC_URL must be an https address, or one on this machine, where WEB_SIGN_IN is on: the cookie of the person who signed in goes there'
  return null
}
