import type { IncomingMessage } from 'node:http'
import type { Claims } from '../entra/signer.js'
import { type Listening, serve } from '../http.js'
import { Directory, type Entry } from './directory.js'
import { type Answer, type DirectoryRole, GraphCall } from './graphCall.js'
import { GraphRefusal } from './graphRefusal.js'

export interface GraphOptions {
  readonly port: number
  readonly tenantId: string
  /** null: the token was not issued here, was changed, or has expired. */
  readonly verify: (token: string) => Claims | null
  /** Entra object ids; others are members. */
  readonly roles: ReadonlyMap<string, DirectoryRole>
}

export interface Graph extends Listening {
  readonly directory: Directory
  readonly roles: Map<string, DirectoryRole>
  /** The writes that were asked for, the refused ones included. */
  readonly written: { method: string; path: string }[]
  /** How many came, with or without a token, since the last reset. */
  requests(): number
  /** How many of the next requests are told to come back later. */
  throttle(requests: number): void
  /** Everything that was created is gone; Dynamics is there. */
  reset(): void
}

export const DYNAMICS = '00000007-0000-0000-c000-000000000000'
/** The part of Microsoft Graph, v1.0, that app registrations need. Anything else is refused as not simulated. */
export async function startGraph(options: GraphOptions): Promise<Graph> {
  const roles = new Map(options.roles)
  let directory = new Directory()
  let throttled = 0
  let requests = 0
  const written: { method: string; path: string }[] = []
  const reset = () => {
    directory = new Directory()
    directory.create('servicePrincipal', { appId: DYNAMICS, displayName: 'Dynamics CRM' })
    written.length = 0
    throttled = 0
    requests = 0
  }
  reset()
  const answer = (request: IncomingMessage, body: string, base: string): Answer => {
    const { method = 'GET', url = '', headers } = request
    if (method !== 'GET') written.push({ method, path: url })
    const claims = options.verify((headers.authorization ?? '').replace(/^Bearer /, ''))
    if (claims?.aud !== base)
      throw new GraphRefusal(401, 'InvalidAuthenticationToken', 'Access token validation failure. Invalid audience.')
    directory.beginRequest(method !== 'GET')
    const asked = {
      method,
      path: decodeURIComponent(url.replace(/^\/v1\.0\//, '')),
      values: (body ? JSON.parse(body) : {}) as Entry,
      creates: headers.prefer === 'create-if-missing',
      oid: claims.oid,
    }
    return new GraphCall({ directory, roles, tenantId: options.tenantId, base }, asked).answer()
  }
  const listening = await serve(options.port, (request, body, response) => {
    const reply = (status: number, value?: object, headers = {}) => {
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
      response.end(value && JSON.stringify(value))
    }
    requests += 1
    if (throttled > 0) {
      throttled -= 1
      return reply(429, { error: { code: 'TooManyRequests', message: 'Too many requests' } }, { 'Retry-After': '1' })
    }
    try {
      const { status, body: value } = answer(request, body, `http://${request.headers.host}`)
      reply(status, value)
    } catch (error) {
      if (!(error instanceof GraphRefusal)) throw error
      reply(error.status, { error: { code: error.code, message: error.message } })
    }
  })
  return {
    ...listening,
    get directory() {
      return directory
    },
    roles,
    written,
    requests: () => requests,
    throttle(requests) {
      throttled = requests
    },
    reset,
  }
}
