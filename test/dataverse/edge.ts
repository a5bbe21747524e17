import assert from 'node:assert/strict'
import type { Log, Organizations } from '../../src/app/ports.js'
import { createOrganizations } from '../../src/dataverse/createOrganizations.js'
import { DataverseClient } from '../../src/dataverse/http/dataverseClient.js'
import type { ClientOptions } from '../../src/dataverse/http/transport.js'
import type { OrganizationRef } from '../../src/domain/case/case.js'
import type { Credential } from '../../src/entra/credential.js'
import { createTokens, type Tokens } from '../../src/entra/tokens.js'
import { userAgent } from '../../src/packageInfo.js'
import { type Entra, startEntra } from '../simulator/entra/entra.js'
import { type Handler, type Listening, serve } from '../simulator/http.js'
import type { Simulator } from '../simulator/index.js'

type Options = Omit<ClientOptions, 'url' | 'tokens' | 'userAgent'>

/** A DataverseError with these properties. */
export async function failsWith(work: Promise<unknown>, expected: Record<string, unknown>): Promise<void> {
  await assert.rejects(work, { name: 'DataverseError', ...expected })
}

/** Retries without waiting. */
export const atOnce: Options = { pause: async () => {} }

/** A client of a simulated organization. */
export function clientOf(simulator: Simulator, options: Options = atOnce): DataverseClient {
  return new DataverseClient({ url: simulator.contoso.url, tokens: createTokens(simulator), userAgent, ...options })
}

export interface Changes {
  readonly organizations?: readonly OrganizationRef[]
  readonly tokens?: Tokens
  readonly client?: Options
  readonly lookUpMs?: number
  readonly log?: Log
  now?(): Date
}

/** The organizations of a simulator as the program creates them. */
export function organizationsOf(simulator: Simulator, changes: Changes = {}): Organizations {
  return createOrganizations({
    organizations: [simulator.contoso, simulator.field].map(({ name, url }) => ({ name, url })),
    tokens: createTokens(simulator),
    userAgent,
    now: () => new Date(),
    client: atOnce,
    ...changes,
  })
}

export interface Edge {
  readonly entra: Entra
  readonly tokens: Tokens
  /** An organization that answers as the test says. */
  serve(handler: Handler): Promise<Listening>
  clientAt(url: string, options?: Options): DataverseClient
  /** A client of a new organization with these answers. */
  client(handler: Handler, options?: Options): Promise<DataverseClient>
  close(): Promise<void>
}

/** Real sign-in, and organizations that misbehave in ways that the simulated one does not. */
export async function startEdge(): Promise<Edge> {
  const clientSecret = 'a-secret-of-this-test'
  const credential: Credential = { kind: 'secret', secret: clientSecret }
  const credentials = { tenantId: 'a-tenant', clientId: 'a-client', clientSecret, credential }
  const servers: Listening[] = []
  const entra = await startEntra({
    port: 0,
    ...credentials,
    now: () => new Date(),
    audiences: () => servers.map(({ url }) => url),
    people: () => [],
  })
  const tokens = createTokens({ ...credentials, entraUrl: entra.url })
  const serveHere = async (handler: Handler) => {
    const server = await serve(0, handler)
    servers.push(server)
    return server
  }
  const clientAt = (url: string, options = atOnce) => new DataverseClient({ url, tokens, userAgent, ...options })
  return {
    entra,
    tokens,
    serve: serveHere,
    clientAt,
    client: async (handler, options) => clientAt((await serveHere(handler)).url, options),
    async close() {
      await Promise.all([entra, ...servers].map(server => server.close()))
    },
  }
}
