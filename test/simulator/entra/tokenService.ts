import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Exchange } from '../html.js'
import { type Listening, serve } from '../http.js'
import { objectIdOf } from '../rows/rows.js'
import type { Entra } from './entra.js'
import { KeptTokens, type Place } from './keptTokens.js'
import type { Person } from './pages/shownPage.js'
import { answerSignInPage, type SignIn } from './pages/signInPage.js'
import { parsed, placeIn, required, ServiceError, signInOf } from './tokenRequests.js'

export interface TokenServiceOptions {
  readonly port: number
  readonly clientId: string
  readonly entra: Entra
  /** The people who can sign in. */
  readonly people: () => readonly Person[]
}

/** The Bot Framework token service, which keeps people's tokens for a bot. */
export interface TokenService extends Listening {
  /** Keeps a token as if Teams' single sign-on had exchanged it; `key`: the person's seed. */
  signIn(userId: string, connectionName: string, channelId: string, key: string): void
  signOut(userId: string, connectionName: string, channelId: string): void
  /** How many tokens are kept. */
  count(): number
}

/** As the UserTokenClient of botframework-connector 4.23 calls it. */
export async function startTokenService(options: TokenServiceOptions): Promise<TokenService> {
  const service = new Service(options)
  const listening = await serve(options.port, (request, body, response) => service.answer({ request, body, response }))
  service.url = listening.url
  return {
    ...listening,
    signIn: (userId, connectionName, channelId, key) => {
      service.tokens.keep({ userId, connectionName, channelId }, options.entra.issueUserToken(objectIdOf(key)))
    },
    signOut: (userId, connectionName, channelId) => service.tokens.forget({ userId, connectionName, channelId }),
    count: () => service.tokens.size,
  }
}

/** The id of Entra ID v2 among the service's identity providers. */
const PROVIDER = '30dd229c-58e3-4a48-bdfd-91ec48eb906c'

interface Asked {
  readonly query: URLSearchParams
  readonly body: string
}

type Answer = { readonly status: number; readonly json?: unknown }

class Service {
  readonly tokens = new KeptTokens()
  url = ''
  readonly #signIns = new Map<string, SignIn>()
  readonly #operations: Readonly<Record<string, (request: Asked) => Answer>> = {
    'GET /api/usertoken/GetToken': ({ query }) => this.#getToken(query),
    'GET /api/usertoken/GetTokenStatus': ({ query }) => this.#status(query),
    'DELETE /api/usertoken/SignOut': ({ query }) => this.#signOut(query),
    'POST /api/usertoken/exchange': request => this.#exchange(request),
    'GET /api/botsignin/GetSignInResource': ({ query }) => this.#signInResource(query),
  }

  constructor(private readonly options: TokenServiceOptions) {}

  answer(exchange: Exchange): void {
    const { request, body, response } = exchange
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://service')
    const operation = this.#operations[`${request.method} ${pathname}`]
    if (!operation) {
      const { people, entra } = this.options
      answerSignInPage({ people: people(), entra, tokens: this.tokens, signIns: this.#signIns }, exchange)
      return
    }
    try {
      send(response, operation({ query, body }))
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      const { status, code, message } = error
      send(response, { status, json: { error: { code, message } } })
    }
  }

  #getToken(query: URLSearchParams): Answer {
    const place = placeIn(query)
    return this.#answer(place, this.tokens.take(place, query.get('code') ?? undefined))
  }

  /** An expired token counts as none. */
  #answer({ connectionName, channelId }: Place, token: string | null): Answer {
    const claims = token === null ? null : this.options.entra.verify(token)
    if (!claims) return { status: 404, json: {} }
    const expiration = new Date(claims.exp * 1000).toISOString()
    return { status: 200, json: { channelId, connectionName, token, expiration } }
  }

  #status(query: URLSearchParams): Answer {
    const channelId = required(query, 'channelId')
    const connections = this.tokens.connectionsOf(required(query, 'userId'), channelId)
    const include = query.get('include') || null
    const names = connections.filter(name => include?.split(',').includes(name) ?? true)
    return {
      status: 200,
      json: names.map(connectionName => ({
        channelId,
        connectionName,
        hasToken: true,
        serviceProviderDisplayName: 'Azure Active Directory v2',
      })),
    }
  }

  #signOut(query: URLSearchParams): Answer {
    const connectionName = query.get('connectionName')
    const who = { userId: required(query, 'userId'), channelId: required(query, 'channelId') }
    this.tokens.forget({ ...who, ...(connectionName && { connectionName }) })
    return { status: 204 }
  }

  /** Exchanges a token of Teams' single sign-on; for the application's own address, returns the token that is kept already. */
  #exchange({ query, body }: Asked): Answer {
    const place = placeIn(query)
    const { token, uri } = parsed(body)
    const { clientId, entra } = this.options
    const resource = `api://botid-${clientId}`
    if (uri === resource) return this.#answer(place, this.tokens.take(place))
    const claims = typeof token === 'string' ? entra.verify(token) : null
    if (typeof token !== 'string' || claims?.aud !== resource)
      throw new ServiceError(400, 'BadRequest', `The token to exchange is none for ${resource}.`)
    const demand = entra.demandOf(claims.oid)
    if (demand === 'consent' || demand === 'declined')
      throw new ServiceError(400, 'ConsentRequired', 'Failed to exchange token. Consent Required.')
    this.tokens.keep(place, token)
    return this.#answer(place, token)
  }

  #signInResource(query: URLSearchParams): Answer {
    const signIn = signInOf(required(query, 'state'))
    const id = randomUUID()
    this.#signIns.set(id, signIn)
    return {
      status: 200,
      json: {
        signInLink: `${this.url}/signin?id=${id}`,
        tokenExchangeResource: { id, uri: `api://botid-${this.options.clientId}`, providerId: PROVIDER },
      },
    }
  }
}

function send(response: ServerResponse, { status, json }: Answer): void {
  response.writeHead(status, json === undefined ? {} : { 'Content-Type': 'application/json' })
  response.end(json === undefined ? '' : JSON.stringify(json))
}
