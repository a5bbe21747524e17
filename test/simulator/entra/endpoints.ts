import type { ServerResponse } from 'node:http'
import type { Exchange } from '../html.js'
import type { Handler } from '../http.js'
import { SignInError } from './devices.js'

/** The endpoints below /oauth2/v2.0/, by name. */
type Endpoints = Readonly<Record<'token' | 'devicecode', (form: URLSearchParams) => object>> & {
  /** The keys that ID tokens are signed with. */
  readonly keys: () => object
  /** A page. */
  readonly authorize: (exchange: Exchange) => void
}

export function handler(tenantId: string, endpoints: Endpoints): Handler {
  const documents: ReadonlyMap<string, () => object> = new Map([
    [`/${tenantId}/v2.0/.well-known/openid-configuration`, () => metadata(tenantId)],
    ['/common/discovery/instance', () => discovery(tenantId)],
    [`/${tenantId}/discovery/v2.0/keys`, endpoints.keys],
  ])
  const below = `/${tenantId}/oauth2/v2.0/`
  return (request, body, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    const document = documents.get(path)
    if (document) return send(response, 200, document())
    if (path === `${below}authorize`) {
      return refusing(response, () => endpoints.authorize({ request, body, response }))
    }
    const name = (['token', 'devicecode'] as const).find(endpoint => path === below + endpoint)
    if (!name) return send(response, 404, { error: 'invalid_request' })
    refusing(response, () => send(response, 200, endpoints[name](new URLSearchParams(body))))
  }
}

/** Answers with the refusal, if `answer` throws one. */
function refusing(response: ServerResponse, answer: () => void): void {
  try {
    answer()
  } catch (error) {
    if (!(error instanceof SignInError)) throw error
    send(response, error.status, {
      error: error.error,
      error_description: error.message,
      error_codes: [/AADSTS(\d+)/.exec(error.message)?.[1]].flatMap(number => (number ? Number(number) : [])),
      ...error.more,
    })
  }
}

/** What the service tells clients about its endpoints. */
function metadata(tenantId: string): object {
  const base = `https://login.microsoftonline.com/${tenantId}`
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    issuer: `${base}/v2.0`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
  }
}

/** What it tells them about its host. */
function discovery(tenantId: string): object {
  const host = 'login.microsoftonline.com'
  return {
    tenant_discovery_endpoint: `https://${host}/${tenantId}/v2.0/.well-known/openid-configuration`,
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(body))
}
