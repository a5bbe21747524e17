import { isGuid } from '../domain/guid.js'
import { CertificateFault, daysLeft, readCertificate } from './certificate.js'

/** What an application proves its identity to Entra with. */
export type Credential =
  | { readonly kind: 'secret'; readonly secret: string }
  /** Path of a PEM file. */
  | { readonly kind: 'certificate'; readonly file: string }
  /** Client id of a user-assigned managed identity that the application trusts, or that it is itself. */
  | { readonly kind: 'managedIdentity'; readonly clientId: string }

type Env = Readonly<Record<string, string | undefined>>

/** The variables that can hold it; the first one needs no secret at all. */
const VARIABLES = ['MANAGED_IDENTITY_CLIENT_ID', 'CERTIFICATE_FILE', 'MicrosoftAppPassword'] as const
type Variable = (typeof VARIABLES)[number]

/** For those who need none. */
export const NO_CREDENTIAL: Credential = { kind: 'secret', secret: '' }

/** Reads the bot's own credential, and adds any faults in it to `faults`; null: there is none. */
export function readCredential(env: Env, faults: string[]): Credential | null {
  // Such a bot is a managed identity itself.
  const isIdentity = env.MicrosoftAppType?.trim() === 'UserAssignedMSI'
  if (isIdentity) return { kind: 'managedIdentity', clientId: env.MicrosoftAppId?.trim() ?? '' }
  const [variable, ...others] = VARIABLES.filter(name => env[name]?.trim())
  if (!variable) return null
  for (const other of others) {
    faults.push(
      `${other} is one credential too many: remove it, or remove ${variable}; the bot signs in with exactly one`,
    )
  }
  return READERS[variable](env[variable]?.trim() ?? '', faults)
}

/** The bot's credential; one that is missing is added to `faults`, once. */
export function demandCredential(own: Credential | null, faults: string[]): Credential {
  if (own) return own
  const fault =
    'MANAGED_IDENTITY_CLIENT_ID is missing: name the managed identity that the app registration trusts ("npm run provision -- azure" sets it up), or set CERTIFICATE_FILE or MicrosoftAppPassword instead'
  if (!faults.includes(fault)) faults.push(fault)
  return NO_CREDENTIAL
}

/** The credential of the application that reads Dataverse: a secret of its own, or what the bot signs in with. */
export function demandDataverseCredential(env: Env, own: Credential | null, faults: string[]): Credential {
  const secret = env.DATAVERSE_CLIENT_SECRET?.trim()
  if (secret) {
    if (own && own.kind !== 'secret' && isOfBot(env)) {
      faults.push(
        'DATAVERSE_CLIENT_SECRET is one credential too many: the bot signs in to Dataverse as it does to Teams; remove it, or name another application in DATAVERSE_CLIENT_ID',
      )
    }
    return { kind: 'secret', secret }
  }
  if (own || env.MicrosoftAppId?.trim()) return demandCredential(own, faults)
  faults.push(
    'DATAVERSE_CLIENT_SECRET is missing: create a client secret in Entra, App registrations, Certificates & secrets; or set MANAGED_IDENTITY_CLIENT_ID or CERTIFICATE_FILE',
  )
  return NO_CREDENTIAL
}

/** Whether the bot's own application reads Dataverse. */
function isOfBot({ MicrosoftAppId, DATAVERSE_CLIENT_ID }: Env): boolean {
  const own = MicrosoftAppId?.trim()
  return own !== undefined && own !== '' && (DATAVERSE_CLIENT_ID?.trim() || own) === own
}

const READERS: Readonly<Record<Variable, (value: string, faults: string[]) => Credential>> = {
  MANAGED_IDENTITY_CLIENT_ID(clientId, faults) {
    if (!isGuid(clientId)) {
      faults.push(
        'MANAGED_IDENTITY_CLIENT_ID is not a GUID: copy "Client ID" from the managed identity in the Azure portal, Overview',
      )
    }
    return { kind: 'managedIdentity', clientId }
  },
  CERTIFICATE_FILE(file, faults) {
    const fault = faultOf(file)
    if (fault !== null) faults.push(`CERTIFICATE_FILE ${fault}`)
    return { kind: 'certificate', file }
  },
  MicrosoftAppPassword: secret => ({ kind: 'secret', secret }),
}

function faultOf(file: string): string | null {
  try {
    const days = daysLeft(readCertificate(file), Date.now())
    return days < 0
      ? 'holds a certificate that has expired: create a new one, upload it in Entra, and replace the file'
      : null
  } catch (error) {
    if (error instanceof CertificateFault) return error.message
    throw error
  }
}
