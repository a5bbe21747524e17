import { CLIENT_ID, seedContoso, TENANT_ID } from './contoso.js'
import { type Entra, startEntra } from './entra.js'
import { seedFieldService } from './fieldService.js'
import { SimulatedOrganization } from './organization.js'
import { guid } from './rows.js'
import type { Seeded } from './seeds.js'

export interface SimulatorOptions {
  /** 0: the router polls only when told. */
  readonly routerIntervalMs?: number
  readonly latencyMs?: number
  /** 0 or not there: any free port. */
  readonly ports?: { readonly entra?: number; readonly contoso?: number; readonly field?: number }
  readonly now?: () => Date
  /** What the first organization has instead of its seed, or beside it: a version, for example. */
  readonly contoso?: Partial<Seeded>
}

export interface Simulator {
  readonly entraUrl: string
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  readonly entra: Entra
  readonly contoso: SimulatedOrganization
  readonly field: SimulatedOrganization
  close(): Promise<void>
}

/** Entra object id of a person of the simulated organizations, by the key of its seed. */
export function objectIdOf(key: string): string {
  return guid(`person ${key}`)
}

/** Two organizations with a working Email Router each, and the sign-in service that they trust, on loopback. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { routerIntervalMs = 2000, latencyMs = 0, ports = {}, now = () => new Date() } = options
  const clientSecret = 'a-secret-of-the-simulator-only'
  const organizations: SimulatedOrganization[] = []
  const entra = await startEntra({
    port: ports.entra ?? 0,
    tenantId: TENANT_ID,
    clientId: CLIENT_ID,
    clientSecret,
    now,
    audiences: () => organizations.map(({ url }) => url),
  })
  const verify = (token: string) => entra.verify(token)
  const common = { latencyMs, routerIntervalMs, now, verify, tenantId: TENANT_ID }
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
  organizations.push(contoso, field)
  try {
    for (const organization of organizations) await organization.start()
  } catch (error) {
    await Promise.all([entra, ...organizations].map(server => server.close()))
    throw error
  }
  return {
    entraUrl: entra.url,
    tenantId: TENANT_ID,
    clientId: CLIENT_ID,
    clientSecret,
    entra,
    contoso,
    field,
    async close() {
      await Promise.all([entra, ...organizations].map(server => server.close()))
    },
  }
}
