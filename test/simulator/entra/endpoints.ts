import type { ServerResponse } from 'node:http'
import { sendPage } from '../html.js'
import type { Handler } from '../http.js'
import { SignInError } from './devices.js'

/** The endpoints below /oauth2/v2.0/, by name. */
type Endpoints = Readonly<Record<'token' | 'devicecode', (form: URLSearchParams) => object>> & {
  /** A page. */
  readonly authorize: (query: URLSearchParams) => string
}

export function handler(tenantId: string, endpoints: Endpoints): Handler {
  return (request, body, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?')
    if (path === `/${tenantId}/v2.0/.well-known/openid-configuration`) return send(response, 200, metadata(tenantId))
    if (path === '/common/discovery/instance') return send(response, 200, discovery(tenantId))
    const name = (['token', 'devicecode'] as const).find(endpoint => path === `/${tenantId}/oauth2/v2.0/${endpoint}`)
    const isPage = path === `/${tenantId}/oauth2/v2.0/authorize`
    if (!name && !isPage) return send(response, 404, { error: 'invalid_request' })
    try {
      if (!name) return sendPage(response, 200, endpoints.authorize(new URLSearchParams(query)))
      send(response, 200, endpoints[name](new URLSearchParams(body)))
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
