/** Environment variables that only the command line reads. */
import { isGuid } from '../domain/guid.js'
import { type Env, isLocalMode, isShowable, parseUrl, readLocalUrl, trimSlash } from './variables.js'

export interface Output {
  /** https://no-color.org */
  readonly colour: boolean
  /** The address that pictures are fetched from; empty: there is none. */
  readonly publicUrl: string
  /** What to type to start a command, in the way this program was started: `npm run`, or its own name. */
  readonly programOf: (command: string) => string
}

/** Scripts of package.json that run a command of the command line. */
const SCRIPTS = ['diagnose', 'classify', 'audit', 'provision', 'webhook']

export function outputOf(env: Env): Output {
  const publicUrl = parseUrl(env.PUBLIC_URL?.trim() ?? '')
  const byNpm = SCRIPTS.includes(env.npm_lifecycle_event ?? '')
  return {
    colour: !env.NO_COLOR,
    publicUrl: publicUrl && isShowable(publicUrl) ? trimSlash(publicUrl.href) : '',
    programOf: command => (byNpm ? `npm run -s ${command} --` : `pending-send ${command}`),
  }
}

const REGISTER =
  'In Entra, App registrations, make one for the command line alone: Authentication, "Allow public client flows"; API permissions, Dynamics CRM, delegated, user_impersonation. Set CLI_CLIENT_ID to its "Application (client) ID"'

/** Setting up needs more permissions than reading an organization does. */
const REGISTER_FOR_SETUP =
  'make an app registration for the command line alone, with the permissions that src/cli/README.md names under "provision", and set CLI_CLIENT_ID to its "Application (client) ID"'

/** Who needs that app registration, and how to make it or do without it. */
const NEEDS = {
  reading: { neededBy: '--device-code needs it', cure: REGISTER },
  setup: {
    neededBy: 'the Azure CLI gives no token',
    cure: `Sign in to the Azure CLI ("az login"), and run this again. Or, without the Azure CLI, ${REGISTER_FOR_SETUP}`,
  },
  setupByCode: {
    neededBy: '--device-code needs it',
    cure: `Leave --device-code out, to sign in through the Azure CLI ("az login"). Or ${REGISTER_FOR_SETUP}`,
  },
}

/** Client id of the app registration that people sign in with on the command line; never one that the bot uses. */
export function readCliClient(env: Env, faults: string[], by: keyof typeof NEEDS = 'reading'): string {
  const { neededBy, cure } = NEEDS[by]
  const clientId = env.CLI_CLIENT_ID?.trim() ?? ''
  const own = (['MicrosoftAppId', 'DATAVERSE_CLIENT_ID'] as const).find(
    name => env[name]?.trim().toLowerCase() === clientId.toLowerCase(),
  )
  if (clientId === '') faults.push(`CLI_CLIENT_ID is missing, and ${neededBy}. ${cure}`)
  else if (!isGuid(clientId)) faults.push(`CLI_CLIENT_ID is not a GUID. ${cure}`)
  else if (own) {
    faults.push(
      `CLI_CLIENT_ID is the application of ${own}: once that allows public client flows, anybody can get a token of the bot's own application, without its secret. ${cure}`,
    )
  }
  return clientId
}

/** What setting up the app registration or an organization needs. */
export interface ProvisioningSettings {
  /** The bot's application; undefined: it is not known here. */
  readonly appId: string | undefined
  readonly tenantId: string | undefined
  /** Local mode: what stands in for the sign-in service and for Microsoft Graph. */
  readonly entraUrl: string | null
  readonly graphUrl: string | null
  /** Where the web page is, if it is switched on here. */
  readonly webUrl: string | undefined
  readonly local: boolean
  /** The program that opens a page, where the person names one. */
  readonly browser: string | undefined
  /** Whether a browser on this machine can be seen by the person. */
  readonly hasScreen: boolean
}

export function provisioningOf(env: Env, faults: string[]): ProvisioningSettings {
  const value = (...names: readonly string[]) => names.map(name => env[name]?.trim()).find(Boolean)
  const onLinux = process.platform === 'linux'
  return {
    appId: value('DATAVERSE_CLIENT_ID', 'MicrosoftAppId')?.toLowerCase(),
    tenantId: value('DATAVERSE_TENANT_ID', 'MicrosoftAppTenantId')?.toLowerCase(),
    entraUrl: readLocalUrl(env, 'ENTRA_URL', faults),
    graphUrl: readLocalUrl(env, 'GRAPH_URL', faults),
    webUrl: value('WEB_SIGN_IN') === 'on' ? value('PUBLIC_URL') : undefined,
    local: isLocalMode(env),
    browser: value('BROWSER'),
    hasScreen: !value('SSH_CONNECTION') && (!onLinux || value('BROWSER', 'DISPLAY', 'WAYLAND_DISPLAY') !== undefined),
  }
}
