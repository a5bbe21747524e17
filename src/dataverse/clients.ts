import type { OrganizationRef } from '../domain/case.js'
import type { Tokens } from '../entra/tokens.js'
import { DataverseClient } from './client.js'
import type { ClientOptions } from './transport.js'

export interface ConfiguredOptions {
  readonly organizations: readonly OrganizationRef[]
  /** Of the application. */
  readonly tokens: Tokens
  readonly now: () => Date
  /** How long an address is looked for in all organizations; milliseconds. */
  readonly lookUpMs?: number
  readonly client?: Partial<Omit<ClientOptions, 'url' | 'tokens'>>
}

/** The client of each configured organization, with the application's token; throws for any other organization. */
export function clientsOf({
  organizations,
  tokens,
  client = {},
}: ConfiguredOptions): (organization: OrganizationRef) => DataverseClient {
  const clients = new Map(organizations.map(({ url }) => [url, new DataverseClient({ url, tokens, ...client })]))
  return ({ url, name }) => {
    const found = clients.get(url)
    if (!found) throw new Error(`${name} is no longer configured`)
    return found
  }
}
