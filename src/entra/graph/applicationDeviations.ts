import type { Deviation } from '../../app/ports/provisioning.js'
import { CLIENTS, SCOPE, settingFaults, untrustedClients } from './applicationSettings.js'
import type { ApplicationState, AppRegistration } from './applicationState.js'
import { isTrusted } from './federatedSubjects.js'
import {
  credentialsFor,
  isOfOthers,
  missingConsents,
  untrustedCredentials,
  type WantedApplication,
} from './wantedApplication.js'

/** How the application differs from what is wanted. Pure. */
export function deviationsOf(state: ApplicationState, wanted: WantedApplication): readonly Deviation[] {
  const { application, principalId } = state
  const { appId, displayName, identity } = wanted
  if (!application)
    return [{ kind: 'missing', text: appId ? `The application ${appId}.` : `The application "${displayName}".` }]
  if (isOfOthers(state, wanted)) return [{ kind: 'wrong', text: ofOthers(application) }]
  return [
    ...ownDeviations(application, wanted),
    ...ownerDeviations(state, wanted),
    ...(principalId ? [] : [missing('The service principal of the application.')]),
    ...(identity !== undefined && state.identityId === null
      ? [{ kind: 'wrong', text: `No managed identity here has the client id ${identity}.` } as const]
      : []),
    ...trustDeviations(state, wanted),
    ...consentDeviations(state, wanted),
  ]
}

function ofOthers({ appId, displayName }: AppRegistration): string {
  return `The application "${displayName}" was there already, and others own it or have a secret or certificate of it, so they can sign in as the bot. If it is the one that you mean, name it: --app-id ${appId}.`
}

function ownerDeviations({ owners }: ApplicationState, { operator }: WantedApplication): readonly Deviation[] {
  return owners
    .filter(owner => owner.toLowerCase() !== operator)
    .map(owner => ({
      kind: 'note',
      text: `${owner} owns the application, and can add a secret to it to sign in as the bot: remove owners that it does not need.`,
    }))
}

const missing = (text: string): Deviation => ({ kind: 'missing', text })

function ownDeviations(application: AppRegistration, wanted: WantedApplication): readonly Deviation[] {
  const { signInAudience, passwordCredentials } = application
  return [
    ...(signInAudience === 'AzureADMyOrg'
      ? []
      : [
          {
            kind: 'wrong',
            text: `It takes accounts of other tenants (${signInAudience}): change it in Entra.`,
          } as const,
        ]),
    ...settingFaults(application, wanted).map(({ kind, fault }) => ({ kind, text: fault })),
    ...untrustedClients(application).map(client => missing(`${CLIENTS[client]} (${client}), trusted with ${SCOPE}.`)),
    ...(passwordCredentials.length > 0
      ? [{ kind: 'note', text: 'It has a client secret: delete it once the bot signs in without one.' } as const]
      : []),
  ]
}

function trustDeviations(state: ApplicationState, wanted: WantedApplication): readonly Deviation[] {
  const all = credentialsFor(state, wanted)
  const absent = untrustedCredentials(state, wanted)
  const others = state.credentials.filter(
    credential => !all.some(one => one.name === credential.name || isTrusted(one, [credential])),
  )
  const isWhole = wanted.identity !== undefined && wanted.signInId !== undefined
  return [
    ...absent.map(({ what }) => missing(`The federated credential for ${what}.`)),
    ...others.map(({ name, subject }) => ({
      // Without both of them named, one of these may be what the bot signs in with.
      kind: isWhole ? ('too much' as const) : ('note' as const),
      text: `The federated credential "${name}" lets ${subject} sign in as the bot${isWhole ? ': delete it unless you need it' : ''}.`,
    })),
  ]
}

function consentDeviations(state: ApplicationState, wanted: WantedApplication): readonly Deviation[] {
  if (state.dataverseId === null) return [{ kind: 'wrong', text: 'This tenant has no Dynamics 365.' }]
  return missingConsents(state, wanted).map(({ scopes, of, without }) =>
    missing(`The administrators' consent to ${scopes.join(', ')} of ${of}: without it, ${without}.`),
  )
}
