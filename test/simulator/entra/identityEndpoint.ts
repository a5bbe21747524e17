import type { IncomingMessage } from 'node:http'
import { type Listening, serve } from '../http.js'
import type { Entra } from './entra.js'

export interface ManagedIdentity {
  readonly clientId: string
  /** Entra object id of its service principal. */
  readonly principalId: string
}

/** What this host was asked for. */
interface IdentityRequest {
  readonly resource: string
  readonly clientId: string
}

export interface IdentityEndpoint extends Listening {
  /** The secret of App Service's endpoint, which keeps other processes of the host away from it. */
  readonly header: string
  /** The identities that are assigned to this host. */
  readonly identities: ManagedIdentity[]
  /** Every request that reached it, in order. */
  readonly requests: IdentityRequest[]
  /** Answers with this status instead, or breaks the connection; null: it works. */
  outage: number | 'break' | null
  /** The environment variables of a process in App Service, and in a virtual machine or a container. */
  readonly appService: Readonly<Record<string, string>>
  readonly machine: Readonly<Record<string, string>>
}

/** How an endpoint is asked, and what its requests prove that a browser or a redirect cannot send. */
interface Form {
  readonly path: string
  readonly version: string
  readonly proof: readonly [header: string, value: string]
  readonly secret: boolean
}

interface Answer {
  readonly status: number
  readonly body: object
}

/**
 * The endpoint where a host gets tokens of its managed identities: App Service's, and that of virtual machines (IMDS).
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 * https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 */
export async function startIdentityEndpoint(entra: Entra, ...identities: ManagedIdentity[]): Promise<IdentityEndpoint> {
  const header = 'a-header-of-this-host-only'
  const forms: readonly Form[] = [
    { path: '/msi/token', version: '2019-08-01', proof: ['x-identity-header', header], secret: true },
    { path: '/metadata/identity/oauth2/token', version: '2018-02-01', proof: ['metadata', 'true'], secret: false },
  ]
  const answer = (request: IncomingMessage, asked: URL): Answer => {
    // MSAL ends an address that comes from the environment with a slash.
    const form = forms.find(({ path }) => path === asked.pathname.replace(/\/$/, ''))
    if (!form) return { status: 404, body: { error: 'not_found' } }
    const error = faultOf(request, asked.searchParams, form)
    if (error !== null) return { status: form.secret ? 401 : 400, body: { error } }
    const { clientId, resource } = requestOf(asked)
    const identity = endpoint.identities.find(one => one.clientId === clientId)
    if (!identity) return { status: 400, body: { error: 'invalid_request', error_description: 'Identity not found' } }
    const { token, until } = entra.issueIdentityToken(identity, resource)
    return { status: 200, body: { access_token: token, expires_on: `${until}`, resource, token_type: 'Bearer' } }
  }
  const listening = await serve(0, (request, _body, response) => {
    const asked = new URL(request.url ?? '/', 'http://host')
    endpoint.requests.push(requestOf(asked))
    if (endpoint.outage === 'break') return void request.socket.destroy()
    const outage = endpoint.outage === null ? null : { status: endpoint.outage, body: { error: 'unavailable' } }
    const { status, body } = outage ?? answer(request, asked)
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(body))
  })
  const endpoint: IdentityEndpoint = {
    ...listening,
    header,
    identities,
    requests: [],
    outage: null,
    appService: { IDENTITY_ENDPOINT: `${listening.url}/msi/token`, IDENTITY_HEADER: header },
    machine: { AZURE_POD_IDENTITY_AUTHORITY_HOST: listening.url },
  }
  return endpoint
}

/** null: the request is in order. */
function faultOf(
  { method, headers }: IncomingMessage,
  query: URLSearchParams,
  { version, proof }: Form,
): string | null {
  if (method !== 'GET') return 'bad_method'
  const [name, value] = proof
  if (headers[name] !== value) return 'unauthorized'
  return query.get('api-version') === version ? null : 'bad_version'
}

function requestOf({ searchParams: query }: URL): IdentityRequest {
  return { resource: query.get('resource') ?? '', clientId: query.get('client_id') ?? '' }
}
