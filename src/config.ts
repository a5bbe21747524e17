import {
  type Output,
  outputOf,
  type ProvisioningSettings,
  provisioningOf,
  readCliClient,
} from './config/commandLine.js'
import { ConfigurationError, faultless } from './config/configurationError.js'
import { type DataverseConfig, readDataverse } from './config/dataverseSettings.js'
import { readHelpdeskChannel } from './config/helpdeskChannel.js'
import { readAllowedTenants, readMembers } from './config/membership.js'
import { type Periods, readPeriods } from './config/periods.js'
import { type Env, isLocalMode, isShowable, parseUrl, readLocalUrl, secretsIn, trimSlash } from './config/variables.js'
import { demandWebhook, readWebhook, type WebhookSettings, webhookSecrets } from './config/webhookSettings.js'
import { readWeb, type WebSettings } from './config/webSettings.js'
import type { Surface } from './domain/case/case.js'
import { isGuid } from './domain/guid.js'
import { type Credential, demandCredential, readCredential } from './entra/credential.js'
import { readStorage, type StorageSettings } from './storage/settings.js'
import { prepareTelemetry, readTelemetry, type TelemetrySettings } from './telemetry/telemetrySettings.js'

export interface Config extends Periods {
  readonly logLevel: string
  readonly port: number
  readonly publicUrl: string
  /** null: local mode, on loopback only and without the Bot Framework's authentication. */
  readonly bot: {
    readonly appId: string
    readonly credential: Credential
    /** The tenant that the bot signs in to. */
    readonly authority: string
    /** Empty: the bot has no tenant of its own. */
    readonly tenantId: string
    /** Entra tenant ids, in lower case, whose people may talk to the bot. */
    readonly allowedTenants: ReadonlySet<string>
  } | null
  readonly storage: StorageSettings
  readonly dataverse: DataverseConfig
  /** null: nobody can sign in, and repairs are guides only. */
  readonly signIn: {
    /** Name of the OAuth connection of the Azure Bot. */
    readonly connection: string
    /** Local mode: the token service to use instead of the Bot Framework's. */
    readonly tokenServiceUrl: string | null
  } | null
  /** Entra object ids, in lower case. */
  readonly helpdeskMembers: ReadonlySet<string>
  /** The channel for triage, whatever was chosen in Teams; null: the one that was chosen. */
  readonly helpdeskChannel: Surface | null
  /** null: no ticket system is told about the helpdesk's cases. */
  readonly webhook: WebhookSettings | null
  /** null: there is no web page. */
  readonly web: WebSettings | null
}

/** Reads everything the bot needs. Throws a ConfigurationError that names all faults at once. */
export function readConfig(env: Env = process.env): Config {
  const faults: string[] = []
  const credential = readCredential(env, faults)
  const bot = readBot(env, credential, faults)
  const config: Config = {
    logLevel: readLogLevel(env, faults),
    port: readPort(env, faults),
    publicUrl: '',
    bot,
    storage: readStorage(env, faults),
    dataverse: readDataverse(env, { own: credential }, faults),
    signIn: readSignIn(env, faults),
    ...readPeriods(env, faults),
    helpdeskMembers: readMembers(env, faults),
    helpdeskChannel: readHelpdeskChannel(env, bot, faults),
    webhook: readWebhook(env, faults),
    web: readWeb(env, faults),
  }
  readTelemetry(env, faults)
  const publicUrl = readPublicUrl(env, config, faults)
  if (faults.length > 0) throw new ConfigurationError(faults, isLocalMode(env))
  return { ...config, publicUrl }
}

/** The part that the command line needs; `asPerson`: a person signs in, with a separate app registration. Throws a ConfigurationError. */
export function readDataverseConfig(
  env: Env = process.env,
  { asPerson = false }: { readonly asPerson?: boolean } = {},
): DataverseConfig {
  return faultless(faults =>
    readDataverse(env, { own: asPerson ? null : readCredential(env, faults), asPerson }, faults),
  )
}

/** The part that the audit needs. Throws a ConfigurationError. */
export function readStorageConfig(env: Env = process.env): StorageSettings {
  return faultless(faults => readStorage(env, faults))
}

/** The ticket system. Throws a ConfigurationError, also if there is none. */
export function readWebhookConfig(env: Env = process.env): WebhookSettings {
  return faultless(faults => demandWebhook(env, faults))
}

/** The part that setting up needs. Throws a ConfigurationError. */
export function readProvisioning(env: Env = process.env): ProvisioningSettings {
  return faultless(faults => provisioningOf(env, faults))
}

/** The app registration of the command line, for somebody who sets things up and signs in by hand. Throws a ConfigurationError. */
export function readOwnClient(deviceCode: boolean, env: Env = process.env): string {
  return faultless(faults => readCliClient(env, faults, deviceCode ? 'setupByCode' : 'setup'))
}

/** What the preloaded script needs. */
export function readTelemetryConfig(env: NodeJS.ProcessEnv = process.env): TelemetrySettings {
  return prepareTelemetry(env)
}

/** What is left out of everything that is written. */
export function readSecrets(env: Env = process.env): readonly string[] {
  return secretsIn(env, webhookSecrets(env))
}

/** How the command line prints. */
export function readOutput(env: Env = process.env): Output {
  return outputOf(env)
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

function readLogLevel(env: Env, faults: string[]): string {
  const level = env.LOG_LEVEL?.trim() || 'info'
  if (!LOG_LEVELS.includes(level))
    faults.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}; leave it out for info`)
  return level
}

function readPort(env: Env, faults: string[]): number {
  const port = Number(env.PORT || '3978')
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  faults.push('PORT is not a port number: set it to a number from 1 to 65535, or leave it out for 3978')
  return 0
}

const APP_TYPES = ['MultiTenant', 'SingleTenant', 'UserAssignedMSI'] as const

/** Bots without a tenant of their own sign in to the channel's. */
const CHANNEL_TENANT = 'botframework.com'

function readBot(env: Env, own: Credential | null, faults: string[]): Config['bot'] {
  const appId = env.MicrosoftAppId?.trim()
  if (!appId) return null
  const credential = demandCredential(own, faults)
  const appType = APP_TYPES.find(type => type === (env.MicrosoftAppType?.trim() || 'SingleTenant'))
  if (!appType)
    faults.push(`MicrosoftAppType must be one of ${APP_TYPES.join(', ')}: see the Azure Bot resource, Configuration`)
  if (!isGuid(appId))
    faults.push('MicrosoftAppId is not a GUID: copy "Microsoft App ID" from the Azure Bot resource, Configuration')
  const tenantId = env.MicrosoftAppTenantId?.trim() ?? ''
  if (tenantId ? !isGuid(tenantId) : appType !== 'MultiTenant') {
    faults.push('MicrosoftAppTenantId is missing or not a GUID: copy "Directory (tenant) ID" from Entra, Overview')
  }
  const allowedTenants = readAllowedTenants(env, tenantId, faults)
  if (allowedTenants.size === 0 && appType === 'MultiTenant') {
    faults.push(
      'ALLOWED_TENANTS is missing: name the Entra tenants (GUIDs, separated by commas) whose people may talk to the bot, or set MicrosoftAppTenantId to the only one',
    )
  }
  const authority = appType === 'MultiTenant' ? CHANNEL_TENANT : tenantId
  return { appId, credential, authority, tenantId, allowedTenants }
}

function readPublicUrl(env: Env, { bot, port }: Config, faults: string[]): string {
  const given = env.PUBLIC_URL?.trim()
  if (!given && !bot) return `http://127.0.0.1:${port}`
  const url = given ? parseUrl(given) : null
  if (!url || !isShowable(url) || (bot && url.protocol !== 'https:')) {
    faults.push(
      'PUBLIC_URL must be the https address under which Teams reaches the bot, without a password, for example https://pending-send.azurewebsites.net',
    )
    return ''
  }
  return trimSlash(url.href)
}

function readSignIn(env: Env, faults: string[]): Config['signIn'] {
  const connection = env.SIGN_IN_CONNECTION?.trim()
  const tokenServiceUrl = readLocalUrl(env, 'TOKEN_SERVICE_URL', faults)
  if (connection) return { connection, tokenServiceUrl }
  if (tokenServiceUrl) {
    faults.push(
      'SIGN_IN_CONNECTION is missing: name the connection of the service at TOKEN_SERVICE_URL, or remove that variable',
    )
  }
  return null
}
