import type { OrganizationRef } from '../domain/case/case.js'
import { type Credential, demandDataverseCredential, NO_CREDENTIAL } from '../entra/credential.js'
import { readCliClient } from './commandLine.js'
import { readOrganizations } from './organizationSettings.js'
import { type Env, isLocalMode, readLocalUrl } from './variables.js'

export interface DataverseConfig {
  readonly organizations: readonly OrganizationRef[]
  readonly tenantId: string
  readonly clientId: string
  /** The bot's own, unless the application has another secret. */
  readonly credential: Credential
  readonly entraUrl: string | null
}

/** The bot's credential, if it has one; `asPerson`: a person signs in, so none is needed. */
interface SigningIn {
  readonly own: Credential | null
  readonly asPerson?: boolean
}

/** How organizations are reached, and who signs in to them. */
export function readDataverse(env: Env, { own, asPerson = false }: SigningIn, faults: string[]): DataverseConfig {
  const local = isLocalMode(env)
  const value = (own: string, fallback: string) => env[own]?.trim() || env[fallback]?.trim() || ''
  const tenantId = value('DATAVERSE_TENANT_ID', 'MicrosoftAppTenantId')
  const clientId = asPerson ? readCliClient(env, faults) : value('DATAVERSE_CLIENT_ID', 'MicrosoftAppId')
  if (!tenantId) faults.push('DATAVERSE_TENANT_ID is missing: copy "Directory (tenant) ID" from Entra, Overview')
  if (!clientId && !asPerson) {
    faults.push(
      'DATAVERSE_CLIENT_ID is missing: copy "Application (client) ID" of the app registration that is an application user in Dynamics',
    )
  }
  const credential = asPerson ? NO_CREDENTIAL : demandDataverseCredential(env, own, faults)
  const entraUrl = readLocalUrl(env, 'ENTRA_URL', faults)
  return { organizations: readOrganizations(env, local, faults), tenantId, clientId, credential, entraUrl }
}
