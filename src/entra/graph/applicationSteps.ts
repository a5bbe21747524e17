import type { Step } from '../../app/ports/provisioning.js'
import {
  CLIENTS,
  clientsBody,
  SCOPE,
  scopeIdOf,
  settingFaults,
  settingsBody,
  untrustedClients,
} from './applicationSettings.js'
import { type ApplicationState, type AppRegistration, addressOf, NOTHING } from './applicationState.js'
import type { WantedCredential } from './federatedSubjects.js'
import { azRest } from './handCommands.js'
import {
  grantOf,
  isOfOthers,
  missingConsents,
  scopesOf,
  untrustedCredentials,
  type WantedApplication,
  type WantedConsent,
} from './wantedApplication.js'

const NO_APP = 'APP-ID'
/** https://learn.microsoft.com/graph/api/application-upsert */
const CREATE_IF_MISSING = { Prefer: 'create-if-missing' }

/** In order. What is there stays; only what is wrong or missing is written. */
export function stepsFor(state: ApplicationState, wanted: WantedApplication): readonly Step[] {
  const { application, principalId } = state
  if ((!application && wanted.appId !== undefined) || isOfOthers(state, wanted)) return []
  const needsSettings = !application || settingFaults(application, wanted).length > 0
  const needsClients = !application || untrustedClients(application).length > 0
  return [
    ...(application ? [] : [createStep(wanted)]),
    ...(needsSettings ? [settingsStep(application, wanted)] : []),
    ...(needsClients ? [clientsStep(application, wanted)] : []),
    ...(principalId ? [] : [principalStep(application, wanted)]),
    ...untrustedCredentials(state, wanted).map(one => credentialStep(application, one)),
    ...missingConsents(state, wanted).map(one => consentStep(state, one)),
  ]
}

/** All of them, for an application, an identity and a tenant that cannot be looked at. */
export function stepsUnseen({ appId, ...wanted }: WantedApplication): readonly Step[] {
  const steps = stepsFor({ ...NOTHING, dataverseId: '', graphId: '', identityId: 'OBJECT-ID-OF-THE-IDENTITY' }, wanted)
  if (appId === undefined) return steps
  return steps
    .filter(({ id }) => id !== 'application')
    .map(one => ({ ...one, byHand: one.byHand.map(command => command.replaceAll(NO_APP, appId)) }))
}

function step(values: Omit<Step, 'byHand'> & { readonly byHand?: readonly string[] }): Step {
  return { byHand: [azRest(values.request)], ...values }
}

function createStep({ displayName }: WantedApplication): Step {
  return step({
    id: 'application',
    does: `create the application "${displayName}", for accounts of this tenant only`,
    ready: true,
    request: {
      method: 'PATCH',
      path: addressOf(undefined),
      body: { displayName, signInAudience: 'AzureADMyOrg' },
      headers: CREATE_IF_MISSING,
    },
  })
}

/** Stands for an application that is not there yet. */
const FRESH: AppRegistration = {
  appId: NO_APP,
  displayName: '',
  identifierUris: [],
  api: { oauth2PermissionScopes: [], preAuthorizedApplications: [] },
  web: { redirectUris: [] },
  requiredResourceAccess: [],
  passwordCredentials: [],
  keyCredentials: [],
}

function settingsStep(application: AppRegistration | null, wanted: WantedApplication): Step {
  const { appId } = application ?? FRESH
  return step({
    id: 'settings',
    does: `set its URI, the scope ${SCOPE}, where people come back to when they have signed in, and its permissions; no public client flows`,
    ready: application !== null,
    request: { method: 'PATCH', path: addressOf(appId), body: settingsBody(application ?? FRESH, wanted) },
  })
}

function clientsStep(application: AppRegistration | null, wanted: WantedApplication): Step {
  const known = application ?? FRESH
  const scopeId = scopeIdOf(known)
  const usual = scopeIdOf({ ...FRESH, ...(settingsBody(FRESH, wanted) as Pick<AppRegistration, 'api'>) })
  return step({
    id: 'clients',
    does: `trust these clients with ${SCOPE}: ${untrustedClients(known)
      .map(client => CLIENTS[client])
      .join(', ')}`,
    ready: scopeId !== undefined,
    request: { method: 'PATCH', path: addressOf(known.appId), body: clientsBody(known, scopeId ?? usual ?? '') },
  })
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-upsert */
function principalStep(application: AppRegistration | null, wanted: WantedApplication): Step {
  const { appId } = application ?? FRESH
  const { displayName } = application ?? wanted
  return step({
    id: 'principal',
    does: 'create its service principal, which Dynamics and consents refer to',
    ready: application !== null,
    request: {
      method: 'PATCH',
      path: `servicePrincipals(appId='${appId}')`,
      body: { displayName },
      headers: CREATE_IF_MISSING,
    },
    byHand: [`az ad sp create --id ${appId}`],
  })
}

/** https://learn.microsoft.com/graph/api/federatedidentitycredential-upsert */
function credentialStep(application: AppRegistration | null, wanted: WantedCredential): Step {
  const { appId } = application ?? FRESH
  const { id, what, name, issuer, subject, audiences } = wanted
  return step({
    id,
    does: `trust ${what}, instead of a secret`,
    ready: application !== null,
    request: {
      method: 'PATCH',
      path: `${addressOf(appId)}/federatedIdentityCredentials(name='${name}')`,
      body: { issuer, subject, audiences },
      headers: CREATE_IF_MISSING,
    },
  })
}

/** https://learn.microsoft.com/graph/api/oauth2permissiongrant-post */
function consentStep(state: ApplicationState, { id, scopes, of, resourceId }: WantedConsent): Step {
  const { application, principalId } = state
  const grant = grantOf(state, resourceId)
  const scope = [...new Set([...scopesOf(state, resourceId), ...scopes])].join(' ')
  const created = { clientId: principalId, consentType: 'AllPrincipals', resourceId, scope }
  return step({
    id,
    does: `consent to ${scopes.join(', ')} of ${of} for everybody in the tenant`,
    ready: principalId !== null,
    request: grant
      ? { method: 'PATCH', path: `oauth2PermissionGrants/${grant.id}`, body: { scope } }
      : { method: 'POST', path: 'oauth2PermissionGrants', body: created },
    byHand: [`az ad app permission admin-consent --id ${(application ?? FRESH).appId}`],
  })
}
