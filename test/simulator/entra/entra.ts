import { type Listening, serve } from '../http.js'
import { type Demand, Demands, refusalFor } from '../seeds/demands.js'
import { ClientCredentials } from './clientCredentials.js'
import { Devices, identityOf, SignInError } from './devices.js'
import { handler } from './endpoints.js'
import type { ManagedIdentity } from './identityEndpoint.js'
import { Browser } from './pages/browser.js'
import { answerDevicePage, DEVICE_PAGE } from './pages/devicePage.js'
import type { Person } from './pages/shownPage.js'
import { type Claims, LIFETIME_SECONDS, Signer } from './signer.js'

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
  /** The people who can sign in on the page for device codes. */
  readonly people: () => readonly Person[]
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
  /** Who signs in at a browser. */
  readonly browser: Browser
  /** Everybody who signed in with a device code has to do so again once their token expires. */
  endRefreshTokens(): void
  /** Sets what a person has to do before a token is issued on their behalf; null: nothing. */
  demand(oid: string, demand: Demand | null): void
  demandOf(oid: string): Demand | null
  /** How many tokens have been issued. */
  issued(): number
}

/** The grants of public clients, which have no secret, in MSAL's spelling. */
const PUBLIC_GRANTS = ['device_code', 'refresh_token', 'authorization_code']

/** The simulated sign-in service: OAuth 2.0 client credentials, on-behalf-of and device code. Errors have Entra's numbers (AADSTS…). */
export async function startEntra(options: EntraOptions): Promise<Entra> {
  const signer = new Signer(options.tenantId, options.now)
  const credentials = new ClientCredentials({ ...options, signer })
  const devices = new Devices()
  const demands = new Demands()
  const browser = new Browser()
  let count = 0
  const demandApplication = (form: URLSearchParams): void => {
    if (![options.clientId, options.cliClientId].includes(form.get('client_id') ?? ''))
      throw new SignInError(
        400,
        'unauthorized_client',
        `AADSTS700016: Application with identifier '${form.get('client_id')}' was not found in the directory.`,
      )
  }
  /** The bot's application allows no public client flows: without its secret, nobody gets a token for it. */
  const demandPublic = (form: URLSearchParams): void => {
    if (form.get('client_id') !== options.cliClientId)
      throw new SignInError(
        401,
        'invalid_client',
        "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      )
  }
  const grant = (form: URLSearchParams): object => {
    demandApplication(form)
    const isPublic = PUBLIC_GRANTS.includes(form.get('grant_type') ?? '')
    if (isPublic) demandPublic(form)
    else credentials.check(form)
    const clientId = form.get('client_id') ?? ''
    const scope = form.get('scope') ?? ''
    const audience = audienceOf(scope, options.audiences())
    const person = isPublic ? publicPerson(form, devices, browser) : personOf(form, signer, options.clientId)
    if (person === null && !scope.includes('/.default'))
      throw new SignInError(
        400,
        'invalid_scope',
        `AADSTS1002012: The provided value for scope ${scope} is not valid: client credentials take /.default.`,
      )
    if (!isPublic) demands.check(person)
    const claims = {
      aud: audience,
      appid: clientId,
      oid: person ?? clientId,
      ...(person && { scp: 'user_impersonation' }),
    }
    count += 1
    return {
      token_type: 'Bearer',
      expires_in: LIFETIME_SECONDS,
      ext_expires_in: LIFETIME_SECONDS,
      access_token: signer.sign(claims),
      ...(person && {
        ...identityOf(person, { ...options, clientId }),
        scope,
        ...(isPublic && devices.refreshable(person)),
      }),
    }
  }
  const beginDevice = (form: URLSearchParams): object => {
    demandApplication(form)
    return devices.begin(listening.url + DEVICE_PAGE)
  }
  const answer = handler(options.tenantId, {
    token: grant,
    devicecode: beginDevice,
    authorize: query => browser.page(query, options.cliClientId),
  })
  const listening: Listening = await serve(options.port, (request, body, response) => {
    const isPage = (request.url ?? '').split('?')[0] === DEVICE_PAGE
    if (isPage) return answerDevicePage({ people: options.people(), devices }, { request, body, response })
    return answer(request, body, response)
  })
  return {
    ...listening,
    credentials,
    issueIdentityToken: (identity, resource) => signer.signIdentity(identity, resource),
    issueUserToken: oid =>
      signer.sign({ aud: `api://botid-${options.clientId}`, appid: options.clientId, oid, scp: 'access_as_user' }),
    verify: token => signer.verify(token),
    signInDevice: (userCode, oid) => devices.answer(userCode, oid),
    declineDevice: userCode => devices.answer(userCode, 'declined'),
    browser,
    endRefreshTokens: () => devices.endRefreshTokens(),
    demand: (oid, demand) => demands.set(oid, demand),
    demandOf: oid => demands.of(oid),
    issued: () => count,
  }
}

function audienceOf(scope: string, audiences: readonly string[]): string {
  const url = scope.split(' ').find(part => /^https?:/.test(part))
  const resource = (url ?? '').replace(/\/+(\.default|user_impersonation|[A-Z][A-Za-z.]+)$/, '')
  const audience = audiences.find(audience => audience === resource)
  if (!audience)
    throw new SignInError(
      400,
      'invalid_resource',
      `AADSTS500011: The resource principal named ${resource} was not found in the tenant.`,
    )
  return audience
}

/** The person who signed in with a device code or a browser, just now or earlier. */
function publicPerson(form: URLSearchParams, devices: Devices, browser: Browser): string {
  if (form.get('grant_type') === 'authorization_code') return browser.personOf(form)
  const refreshToken = form.get('refresh_token')
  return refreshToken ? devices.refresherOf(refreshToken) : devices.personOf(form.get('device_code') ?? '')
}

/** On-behalf-of: the assertion must be a person's token for this application. null: the application asks for its own token. */
function personOf(form: URLSearchParams, signer: Signer, clientId: string): string | null {
  if (form.get('grant_type') === 'client_credentials') return null
  if (form.get('requested_token_use') !== 'on_behalf_of')
    throw new SignInError(400, 'unsupported_grant_type', 'AADSTS70003: The grant type is not supported.')
  const claims = signer.read(form.get('assertion') ?? '')
  if (claims?.aud !== `api://botid-${clientId}`)
    throw new SignInError(400, 'invalid_grant', 'AADSTS50013: Assertion failed signature validation.')
  if (signer.hasEnded(claims)) throw refusalFor('expired')
  return claims.oid
}
