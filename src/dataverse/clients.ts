import type { Log, Telemetry } from '../app/ports.js'
import type { OrganizationRef } from '../domain/case/case.js'
import type { Tokens } from '../entra/tokens.js'
import type { SightCache } from './facts/sightReader.js'
import { ApiVersion } from './http/apiVersion.js'
import { DataverseClient } from './http/dataverseClient.js'
import type { ClientOptions } from './http/transport.js'

export interface ConfiguredOptions {
  readonly organizations: readonly OrganizationRef[]
  /** Signs in as the application. */
  readonly tokens: Tokens
  /** What the program calls itself. */
  readonly userAgent: string
  readonly now: () => Date
  /** How long to look for an address in all organizations, in milliseconds. */
  readonly lookUpMs?: number
  /** How far the application sees in each organization; shared by everything that reads as the application. */
  readonly sights?: SightCache
  /** For what the operator has to know. */
  readonly log?: Log
  readonly telemetry?: Telemetry
  readonly client?: Partial<Omit<ClientOptions, 'url' | 'tokens' | 'userAgent'>>
}

/** The API version used for each organization, by its address. */
export function versionsOf(organizations: readonly OrganizationRef[]): ReadonlyMap<string, ApiVersion> {
  return new Map(organizations.map(({ url }) => [url, new ApiVersion()]))
}

export function versionAt(url: string, versions: ReadonlyMap<string, ApiVersion>): Pick<ClientOptions, 'version'> {
  const version = versions.get(url)
  return version ? { version } : {}
}

/** Counts an organization's requests under its configured name. */
export function meterOf({ name }: OrganizationRef, telemetry: Telemetry | undefined): Pick<ClientOptions, 'meter'> {
  if (!telemetry) return {}
  return { meter: { roundTrip: () => telemetry.roundTrip(name), throttled: () => telemetry.throttled(name) } }
}

/** The client of each configured organization, with the application's token; throws for any other organization. */
export function clientsOf(
  { organizations, tokens, userAgent, telemetry, client = {} }: ConfiguredOptions,
  versions = versionsOf(organizations),
): (organization: OrganizationRef) => DataverseClient {
  const clients = new Map(
    organizations.map(organization => {
      const { url } = organization
      const shared = { ...versionAt(url, versions), ...meterOf(organization, telemetry) }
      return [url, new DataverseClient({ url, tokens, userAgent, ...shared, ...client })]
    }),
  )
  return ({ url, name }) => {
    const existing = clients.get(url)
    if (!existing) throw new Error(`${name} is no longer configured`)
    return existing
  }
}
