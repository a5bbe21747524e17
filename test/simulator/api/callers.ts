import { type AuthenticationResult, ConfidentialClientApplication } from '@azure/msal-node'
import { networkClient } from '../../../src/entra/network.js'
import { createTokens } from '../../../src/entra/tokens.js'
import { objectIdOf, type Simulator } from '../index.js'
import type { SimulatedOrganization } from '../rows/organization.js'

export type Json = Record<string, unknown>

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Json
  /** The rows of a set. */
  readonly rows: readonly Json[]
  readonly error: { readonly code: string; readonly message: string } | undefined
}

interface Asking {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Calls an organization over HTTP; paths are relative to /api/data/v9.2/, or whole addresses. */
export type Ask = (path: string, asking?: Asking) => Promise<Reply>

export function callerOf({ url }: SimulatedOrganization, token: string): Ask {
  return async (path, { method = 'GET', headers = {}, body } = {}) => {
    const response = await fetch(path.startsWith('http') ? path : `${url}/api/data/v9.2/${path}`, {
      method,
      headers: { Accept: 'application/json', Authorization: `Bearer ${token}`, ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return replyOf(response)
  }
}

async function replyOf(response: Response): Promise<Reply> {
  const { status, headers } = response
  const text = await response.text()
  const isJson = headers.get('content-type')?.startsWith('application/json')
  const json = (isJson ? JSON.parse(text) : {}) as Json
  return {
    status,
    headers,
    text,
    json,
    rows: Array.isArray(json.value) ? json.value : [],
    error: json.error as Reply['error'],
  }
}

/** The bot's application user. */
export async function asBot(simulator: Simulator, organization = simulator.contoso): Promise<Ask> {
  return callerOf(organization, await createTokens(simulator).forOrganization(organization.url))
}

/** A person, by the key of its seed, with a token that MSAL got on their behalf. */
export async function asPerson(simulator: Simulator, key: string, organization = simulator.contoso): Promise<Ask> {
  return callerOf(organization, await personToken(simulator, key, organization))
}

export async function personToken(simulator: Simulator, key: string, organization: Place): Promise<string> {
  return (await onBehalfOf(simulator, key, organization)).accessToken
}

/** MSAL's result for a token on behalf of a person; never from its cache. */
export async function onBehalfOf(
  simulator: Simulator,
  key: string,
  { url }: Place = simulator.contoso,
): Promise<AuthenticationResult> {
  const { tenantId, clientId, clientSecret, entraUrl, entra } = simulator
  const application = new ConfidentialClientApplication({
    auth: { clientId, clientSecret, authority: `https://login.microsoftonline.com/${tenantId}` },
    system: { networkClient: networkClient({ entraUrl }) },
  })
  const oboAssertion = entra.issueUserToken(objectIdOf(key))
  const result = await application.acquireTokenOnBehalfOf({ oboAssertion, scopes: [`${url}/user_impersonation`] })
  if (!result) throw new Error('MSAL returned nothing')
  return result
}

type Place = Pick<SimulatedOrganization, 'url'>

/** Id of a user of an organization, by address. */
export function userId({ control }: SimulatedOrganization, address: string): string {
  return String(control.user(address).systemuserid)
}
