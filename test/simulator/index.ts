import type { Credential } from '../../src/entra/credential.js'
import { type Entra, startEntra } from './entra/entra.js'
import type { Person } from './entra/pages/shownPage.js'
import { startTokenService, type TokenService } from './entra/tokenService.js'
import { type Graph, startGraph } from './graph/graph.js'
import type { Row } from './rows/database.js'
import { SimulatedOrganization } from './rows/organization.js'
import { objectIdOf } from './rows/rows.js'
import { CLI_CLIENT_ID, CLIENT_ID, seedContoso, TENANT_ID } from './seeds/contoso.js'
import { seedFieldService } from './seeds/fieldService.js'
import type { Seeded } from './seeds/seeds.js'

export interface SimulatorOptions {
  /** 0: the router polls only when a test calls `poll`, and the platform does its work only when it calls `background.tick`. */
  readonly routerIntervalMs?: number
  readonly latencyMs?: number
  /** 0 or undefined: any free port. */
  readonly ports?: {
    readonly entra?: number
    readonly contoso?: number
    readonly field?: number
    readonly tokens?: number
    readonly copy?: number
  }
  readonly now?: () => Date
  /** How long the organizations cache users' permissions, even if roles are changed: 30 s in the product; default 0. */
  readonly permissionCacheMs?: number
  /** Overrides for the seed of the first organization: a version, for example. */
  readonly contoso?: Partial<Seeded>
  /** A third organization, a copy of the first; absent: there is none. */
  readonly copy?: Seeded
}

export interface Simulator {
  readonly entraUrl: string
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  /** The same secret, as what the application signs in with. */
  readonly credential: Credential
  /** A public client, which has no secret. */
  readonly cliClientId: string
  readonly entra: Entra
  /** The Bot Framework token service. */
  readonly tokens: TokenService
  readonly tokenServiceUrl: string
  /** Microsoft Graph. */
  readonly graph: Graph
  readonly contoso: SimulatedOrganization
  readonly field: SimulatedOrganization
  readonly copy: SimulatedOrganization | null
  close(): Promise<void>
}

export { objectIdOf }

/** The resource that tokens for the Bot Framework's channel are for. */
export const CHANNEL = 'https://api.botframework.com'

/**
 * Two organizations with a working Email Router each, or those that are asked for, the sign-in service that they trust, and the token service that
 * keeps people's tokens for the bot, on loopback.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { ports = {}, now = () => new Date() } = options
  const clientSecret = 'a-secret-of-the-simulator-only'
  const credential: Credential = { kind: 'secret', secret: clientSecret }
  const application = { tenantId: TENANT_ID, clientId: CLIENT_ID, clientSecret, credential, cliClientId: CLI_CLIENT_ID }
  const opened: { close(): Promise<void> }[] = []
  const close = async () => {
    await Promise.all(opened.map(server => server.close()))
  }
  const keep = <T extends { close(): Promise<void> }>(server: T): T => {
    opened.push(server)
    return server
  }
  try {
    const organizations: SimulatedOrganization[] = []
    const graphUrls: string[] = []
    const audiences = () => [CHANNEL, ...organizations.map(({ url }) => url), ...graphUrls]
    const people = () => peopleOf(organizations)
    const entra = keep(await startEntra({ port: ports.entra ?? 0, ...application, now, audiences, people }))
    const { contoso, field, copy } = organizationsOf(options, now, entra)
    organizations.push(contoso, field, ...(copy ? [copy] : []))
    for (const organization of organizations) await keep(organization).start()
    const roles = new Map([[objectIdOf('admin'), 'administrator' as const]])
    const verify = (token: string) => entra.verify(token)
    const graph = keep(await startGraph({ port: 0, tenantId: TENANT_ID, verify, roles }))
    graphUrls.push(graph.url)
    const tokens = keep(await startTokenService({ port: ports.tokens ?? 0, clientId: CLIENT_ID, entra, people }))
    const urls = { entraUrl: entra.url, tokenServiceUrl: tokens.url }
    return { ...urls, ...application, entra, tokens, graph, contoso, field, copy, close }
  } catch (error) {
    await close()
    throw error
  }
}

function organizationsOf(options: SimulatorOptions, now: () => Date, entra: Entra) {
  const { routerIntervalMs = 2000, latencyMs = 0, permissionCacheMs = 0, ports = {} } = options
  const verify = (token: string) => entra.verify(token)
  const common = { latencyMs, routerIntervalMs, permissionCacheMs, now, verify, tenantId: TENANT_ID }
  const contoso = new SimulatedOrganization({
    name: 'Contoso',
    uniqueName: 'contoso',
    port: ports.contoso ?? 0,
    seeded: { ...seedContoso(now), ...options.contoso },
    ...common,
  })
  const field = new SimulatedOrganization({
    name: 'Contoso Field Service',
    uniqueName: 'contosofs',
    port: ports.field ?? 0,
    seeded: seedFieldService(now),
    ...common,
  })
  const copy = options.copy
    ? new SimulatedOrganization({
        name: 'Contoso Copy',
        uniqueName: 'contosocopy',
        port: ports.copy ?? 0,
        seeded: options.copy,
        ...common,
      })
    : null
  return { contoso, field, copy }
}

/** Every user of one of the organizations can sign in; each is listed once. */
function peopleOf(organizations: readonly SimulatedOrganization[]): Person[] {
  const isPerson = ({ applicationid, azureactivedirectoryobjectid: oid }: Row) => !applicationid && oid !== null
  const users = organizations.flatMap(one => one.table('systemuser').where(isPerson))
  const people = users.map(user => ({
    oid: String(user.azureactivedirectoryobjectid),
    name: String(user.fullname),
    ...(user.domainname !== null && { username: String(user.domainname) }),
  }))
  return [...new Map(people.map(person => [person.oid, person])).values()]
}
