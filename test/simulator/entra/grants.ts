import { randomUUID } from 'node:crypto'
import { type Demands, refusalFor } from '../seeds/demands.js'
import type { ClientCredentials } from './clientCredentials.js'
import type { AuthorizationCodes, CodeGrant } from './codes/authorizationCodes.js'
import { RESOURCE_SCOPE } from './codes/authorizeRequest.js'
import type { IdTokens } from './codes/idTokens.js'
import { type Devices, identityOf, SignInError } from './devices.js'
import type { EntraOptions } from './entra.js'
import type { Person } from './pages/shownPage.js'
import { LIFETIME_SECONDS, type Signer } from './signer.js'

/** The grants of public clients, which have no secret, in MSAL's spelling. */
const PUBLIC_GRANTS = ['device_code', 'refresh_token', 'authorization_code']

/** What a token of Microsoft Graph is for: clients that ask for no other resource get one. */
const GRAPH = '00000003-0000-0000-c000-000000000000'

interface GrantsOptions extends EntraOptions {
  readonly signer: Signer
  readonly credentials: ClientCredentials
  readonly devices: Devices
  readonly demands: Demands
  readonly codes: AuthorizationCodes
  readonly idTokens: IdTokens
}

/** The token endpoint. */
export class Grants {
  /** How many tokens have been issued. */
  issued = 0

  constructor(private readonly options: GrantsOptions) {}

  /** Throws Entra's refusal. */
  answer(form: URLSearchParams): object {
    this.demandApplication(form)
    if (this.#isPublic(form)) return this.#forPublicClient(form)
    this.options.credentials.check(form)
    return form.get('grant_type') === 'authorization_code' ? this.#forCode(form) : this.#forApplication(form)
  }

  demandApplication(form: URLSearchParams): void {
    const { clientId, cliClientId } = this.options
    if (![clientId, cliClientId].includes(form.get('client_id') ?? ''))
      throw new SignInError(
        400,
        'unauthorized_client',
        `AADSTS700016: Application with identifier '${form.get('client_id')}' was not found in the directory.`,
      )
  }

  /** The bot's application allows no public client flows: without its secret, nobody gets a token for it. */
  #isPublic(form: URLSearchParams): boolean {
    const isGrant = PUBLIC_GRANTS.includes(form.get('grant_type') ?? '')
    return isGrant && form.get('client_id') === this.options.cliClientId
  }

  #forPublicClient(form: URLSearchParams): object {
    const aud = audienceOf(form, this.options.audiences())
    const oid = this.#publicPerson(form)
    return {
      ...this.#token(form, { aud, oid }),
      ...this.#identity(form, oid),
      ...this.options.devices.refreshable(oid),
    }
  }

  /** The person who signed in with a device code or a browser, just now or earlier. */
  #publicPerson(form: URLSearchParams): string {
    const { codes, devices } = this.options
    if (form.get('grant_type') === 'authorization_code') return codes.redeem(form).oid
    const refreshToken = form.get('refresh_token')
    return refreshToken ? devices.refresherOf(refreshToken) : devices.personOf(form.get('device_code') ?? '')
  }

  /** For itself, or on behalf of a person. */
  #forApplication(form: URLSearchParams): object {
    const { audiences, signer, clientId, demands } = this.options
    const scope = form.get('scope') ?? ''
    const aud = audienceOf(form, audiences())
    const oid = personOf(form, signer, clientId)
    if (oid === null && !scope.includes('/.default'))
      throw new SignInError(
        400,
        'invalid_scope',
        `AADSTS1002012: The provided value for scope ${scope} is not valid: client credentials take /.default.`,
      )
    demands.check(oid)
    return { ...this.#token(form, { aud, oid }), ...(oid && this.#identity(form, oid)) }
  }

  /** For a person who came back from the page. */
  #forCode(form: URLSearchParams): object {
    const { codes, demands, audiences } = this.options
    const grant = codes.redeem(form)
    const scope = form.get('scope') ?? ''
    const isForResource = RESOURCE_SCOPE.test(scope)
    if (isForResource) demands.check(grant.oid)
    const aud = isForResource ? audienceOf(form, audiences()) : GRAPH
    const refreshable = scope.split(' ').includes('offline_access') && { refresh_token: `refresh-${randomUUID()}` }
    return { ...this.#token(form, { aud, oid: grant.oid }), ...this.#identity(form, grant.oid, grant), ...refreshable }
  }

  #token(form: URLSearchParams, { aud, oid }: { aud: string; oid: string | null }): object {
    const appid = form.get('client_id') ?? ''
    this.issued += 1
    return {
      token_type: 'Bearer',
      expires_in: LIFETIME_SECONDS,
      ext_expires_in: LIFETIME_SECONDS,
      access_token: this.options.signer.sign({
        ...{ aud, appid, oid: oid ?? appid },
        ...(oid && { scp: 'user_impersonation' }),
      }),
    }
  }

  /** Who the token is for; after a code, signed. */
  #identity(form: URLSearchParams, oid: string, grant?: CodeGrant): object {
    const { tenantId, people, idTokens } = this.options
    const clientId = form.get('client_id') ?? ''
    const nameless: Person = { oid, name: oid }
    const person = people().find(one => one.oid === oid) ?? nameless
    return {
      ...identityOf(oid, { tenantId, clientId }),
      ...(grant && { id_token: idTokens.issue({ clientId, person, nonce: grant.nonce }) }),
      scope: form.get('scope'),
    }
  }
}

function audienceOf(form: URLSearchParams, audiences: readonly string[]): string {
  const url = (form.get('scope') ?? '').split(' ').find(part => /^https?:/.test(part))
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
