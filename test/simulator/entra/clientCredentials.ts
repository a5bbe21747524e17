import { constants, verify, type X509Certificate } from 'node:crypto'
import { SignInError } from './devices.js'
import type { Claims, Signer } from './signer.js'

/** Tokens of one issuer, for one subject and one audience, that an application may sign in with. */
export interface FederatedCredential {
  readonly issuer: string
  readonly subject: string
  readonly audience: string
}

export interface RegistrationOptions {
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  readonly signer: Signer
  readonly now: () => Date
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * What an application is allowed to sign in with, and Entra's checks of it.
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export class ClientCredentials {
  /** Both can be changed at any time, as an administrator does. */
  readonly federated: FederatedCredential[] = []
  readonly certificates: X509Certificate[] = []
  /** Each assertion that was accepted, in order. */
  readonly accepted: string[] = []

  constructor(private readonly options: RegistrationOptions) {}

  /** Throws Entra's refusal. */
  check(form: URLSearchParams): void {
    if (form.get('client_id') !== this.options.clientId)
      throw refusal(
        "AADSTS700025: Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
      )
    const assertion = form.get('client_assertion')
    if (assertion === null) this.#checkSecret(form.get('client_secret'))
    else this.#checkAssertion(assertion, form.get('client_assertion_type'))
  }

  #checkAssertion(assertion: string, type: string | null): void {
    if (type !== ASSERTION_TYPE)
      throw refusal('AADSTS900144: The request body must contain the parameter client_assertion_type.')
    const [header] = partsOf(assertion)
    const thumbprint = header?.['x5t#S256']
    if (typeof thumbprint === 'string') this.#checkSigned(assertion, thumbprint)
    else this.#checkFederated(assertion)
    this.accepted.push(assertion)
  }

  #checkSecret(secret: string | null): void {
    if (secret === null)
      throw refusal(
        "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      )
    if (secret !== this.options.clientSecret) throw refusal('AADSTS7000215: Invalid client secret provided.')
  }

  /** A token of another issuer, here of this very service for a managed identity. */
  #checkFederated(assertion: string): void {
    const claims = this.options.signer.read(assertion)
    if (!claims) throw refusal('AADSTS50013: Assertion failed signature validation.')
    if (this.options.signer.hasEnded(claims))
      throw refusal('AADSTS700024: Client assertion is not within its valid time range.')
    let known: readonly FederatedCredential[] = this.federated
    if (known.length === 0) throw refusal('AADSTS70025: The client has no configured federated identity credentials.')
    for (const [code, name, claim] of FEDERATION) {
      known = known.filter(credential => credential[name] === claims[claim])
      if (known.length === 0)
        throw refusal(
          `${code}: No matching federated identity record found for presented assertion ${name} '${claims[claim]}'.`,
        )
    }
  }

  /** An assertion that the application has signed itself. */
  #checkSigned(assertion: string, thumbprint: string): void {
    const certificate = this.certificates.find(one => thumbprintOf(one) === thumbprint)
    if (!certificate || !isSignedBy(assertion, certificate))
      throw refusal(
        `AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. Thumbprint of key used by client: '${thumbprint}'.`,
      )
    const now = this.options.now().getTime()
    if (now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo))
      throw refusal('AADSTS1000502: The provided certificate is not within its specified validity time range.')
    const [, claims] = partsOf(assertion)
    const { clientId, tenantId } = this.options
    if (claims?.iss !== clientId || claims.sub !== clientId)
      throw refusal("AADSTS700021: Client assertion application identifier doesn't match 'client_id' parameter.")
    if (claims.aud !== `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`)
      throw refusal('AADSTS700023: Client assertion audience claim does not match Realm issuer.')
    if (Number(claims.nbf) * 1000 > now || !(Number(claims.exp) * 1000 > now))
      throw refusal('AADSTS700024: Client assertion is not within its valid time range.')
  }
}

/** In the order of Entra's checks. */
const FEDERATION: readonly (readonly [string, keyof FederatedCredential, keyof Claims & ('iss' | 'sub' | 'aud')])[] = [
  ['AADSTS700211', 'issuer', 'iss'],
  ['AADSTS700213', 'subject', 'sub'],
  ['AADSTS700212', 'audience', 'aud'],
]

function refusal(text: string): SignInError {
  return new SignInError(401, 'invalid_client', text)
}

function thumbprintOf({ fingerprint256 }: X509Certificate): string {
  return Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')
}

/** Header and claims of any token; none: it is no token. */
function partsOf(token: string): Readonly<Record<string, unknown>>[] {
  try {
    return token
      .split('.')
      .slice(0, 2)
      .map(part => JSON.parse(Buffer.from(part, 'base64url').toString()))
  } catch {
    return []
  }
}

function isSignedBy(token: string, { publicKey: key }: X509Certificate): boolean {
  const [header = '', claims = '', signature = ''] = token.split('.')
  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants
  const signed = Buffer.from(`${header}.${claims}`)
  const isPss = partsOf(token)[0]?.alg === 'PS256'
  return isPss && verify('sha256', signed, { key, padding, saltLength }, Buffer.from(signature, 'base64url'))
}
