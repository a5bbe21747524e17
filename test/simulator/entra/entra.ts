import { sendPage } from '../html.js'
import { type Listening, serve } from '../http.js'
import { type Demand, Demands } from '../seeds/demands.js'
import { ClientCredentials } from './clientCredentials.js'
import { AuthorizationCodes } from './codes/authorizationCodes.js'
import { IdTokens } from './codes/idTokens.js'
import { Devices } from './devices.js'
import { handler } from './endpoints.js'
import { Grants } from './grants.js'
import type { ManagedIdentity } from './identityEndpoint.js'
import { AuthorizePage } from './pages/authorizePage.js'
import { Browser } from './pages/browser.js'
import { answerDevicePage, DEVICE_PAGE } from './pages/devicePage.js'
import type { Person } from './pages/shownPage.js'
import { type Claims, Signer } from './signer.js'

export interface EntraOptions {
  readonly port: number
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  /** The public client that people sign in to with a device code; undefined: there is none. */
  readonly cliClientId?: string
  readonly now: () => Date
  /** The resources that tokens can be issued for. */
  readonly audiences: () => readonly string[]
  /** The people who can sign in on its pages. */
  readonly people: () => readonly Person[]
}

/** Requests for these paths are answered with this status, or cut off. */
interface Outage {
  readonly of: RegExp
  readonly answer: number | 'break'
}

export interface Entra extends Listening {
  /** What the bot's application may sign in with, besides its secret. */
  readonly credentials: ClientCredentials
  /** Issues a token of a managed identity, and tells its end in seconds since 1970. */
  issueIdentityToken(identity: ManagedIdentity, resource: string): { readonly token: string; readonly until: number }
  /** Issues the token that Teams' single sign-on gives the bot for a person. */
  issueUserToken(oid: string): string
  /** null: the token was not issued here, was changed, or has expired. */
  verify(token: string): Claims | null
  /** A person enters a device code and signs in. Returns false if that code was never issued. */
  signInDevice(userCode: string, oid: string): boolean
  /** A person enters a device code and says that the request is not theirs. */
  declineDevice(userCode: string): boolean
  /** Who signs in at a browser for the command line. */
  readonly browser: Browser
  /** Where people sign in to the bot's web page. */
  readonly authorizePage: AuthorizePage
  /** Says who signed in there. */
  readonly idTokens: IdTokens
  /** null: everything works. */
  outage: Outage | null
  /** Everybody who signed in with a device code has to do so again once their token expires. */
  endRefreshTokens(): void
  /** Sets what a person has to do before a token is issued on their behalf; null: nothing. */
  demand(oid: string, demand: Demand | null): void
  demandOf(oid: string): Demand | null
  /** How many tokens have been issued. */
  issued(): number
}

/**
 * The simulated sign-in service: OAuth 2.0 client credentials, on-behalf-of, device code and authorization code. Errors have Entra's
 * numbers (AADSTS…).
 */
export async function startEntra(options: EntraOptions): Promise<Entra> {
  const signer = new Signer(options.tenantId, options.now)
  const credentials = new ClientCredentials({ ...options, signer })
  const devices = new Devices()
  const demands = new Demands()
  const codes = new AuthorizationCodes(options.now)
  const idTokens = new IdTokens(options)
  const browser = new Browser(codes)
  const authorizePage = new AuthorizePage({ ...options, codes, demands })
  const grants = new Grants({ ...options, signer, credentials, devices, demands, codes, idTokens })
  const beginDevice = (form: URLSearchParams): object => {
    grants.demandApplication(form)
    return devices.begin(listening.url + DEVICE_PAGE)
  }
  const answer = handler(options.tenantId, {
    token: form => grants.answer(form),
    devicecode: beginDevice,
    keys: () => idTokens.keySet(),
    authorize(exchange) {
      const query = new URL(exchange.request.url ?? '', 'http://service').searchParams
      if (options.cliClientId === undefined || query.get('client_id') !== options.cliClientId)
        return authorizePage.answer(exchange)
      sendPage(exchange.response, 200, browser.page(query, options.cliClientId))
    },
  })
  const listening: Listening = await serve(options.port, (request, body, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    if (path === DEVICE_PAGE)
      return answerDevicePage({ people: options.people(), devices }, { request, body, response })
    const { outage } = entra
    if (!outage?.of.test(path)) return answer(request, body, response)
    if (outage.answer === 'break') return void request.socket.destroy()
    response.writeHead(outage.answer, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify({ error: 'temporarily_unavailable' }))
  })
  const entra: Entra = {
    ...listening,
    credentials,
    issueIdentityToken: (identity, resource) => signer.signIdentity(identity, resource),
    issueUserToken: oid =>
      signer.sign({ aud: `api://botid-${options.clientId}`, appid: options.clientId, oid, scp: 'access_as_user' }),
    verify: token => signer.verify(token),
    signInDevice: (userCode, oid) => devices.answer(userCode, oid),
    declineDevice: userCode => devices.answer(userCode, 'declined'),
    browser,
    authorizePage,
    idTokens,
    outage: null,
    endRefreshTokens: () => devices.endRefreshTokens(),
    demand: (oid, demand) => demands.set(oid, demand),
    demandOf: oid => demands.of(oid),
    issued: () => grants.issued,
  }
  return entra
}
