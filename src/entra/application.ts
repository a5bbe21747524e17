import {
  type AuthenticationResult,
  type ClientAssertionCallback,
  ConfidentialClientApplication,
} from '@azure/msal-node'
import type { Log } from '../app/ports.js'
import { CertificateSignIn } from './certificateSignIn.js'
import type { Credential } from './credential.js'
import { KeptToken, type Timed } from './keptToken.js'
import { ManagedIdentity } from './managedIdentity.js'
import { addressOf, type NetworkOptions, networkClient, SIGN_IN_HOST } from './network.js'
import { adviceFor } from './signInAdvice.js'
import { SignInFailed, tokenFailureOf } from './signInFailed.js'

/** `entraUrl`: loopback only, as config.ts ensures. */
export interface ApplicationOptions extends NetworkOptions {
  readonly tenantId: string
  readonly clientId: string
  readonly credential: Credential
  readonly log?: Log | undefined
  /** Milliseconds since 1970; default: the clock. */
  readonly now?: (() => number) | undefined
}

/** A sign-in that begins: what the person is asked for, and where they come back to. */
export interface CodeRequest {
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly state: string
  readonly nonce: string
  /** Of PKCE. */
  readonly challenge: string
  /** Address of the person, if it is known who signs in. */
  readonly loginHint?: string
  /** Whether to ask who signs in, even if the browser knows somebody. */
  readonly prompt?: 'select_account'
}

/** The end of that sign-in. */
export interface CodeRedemption extends Pick<CodeRequest, 'redirectUri' | 'scopes' | 'nonce'> {
  readonly code: string
  readonly verifier: string
}

/** Gets tokens, and keeps none. */
interface Issuer {
  own(scope: string): Promise<Timed>
  onBehalfOf(assertion: string, scope: string): Promise<AuthenticationResult | null>
  codeUrl(request: CodeRequest): Promise<string>
  redeemCode(redemption: CodeRedemption): Promise<AuthenticationResult>
}

/**
 * An application of Entra, with whatever it signs in with. One object serves everything that the application does: the channel,
 * Dataverse, and what it does on behalf of people.
 */
export class Application {
  readonly #issuer: Issuer
  readonly #now: () => number
  readonly #log: Log | undefined
  readonly #kept = new Map<string, KeptToken>()
  /** The code of the last failure; null: the last request succeeded. */
  #failing: string | null = null

  constructor(options: ApplicationOptions) {
    this.#now = options.now ?? Date.now
    this.#log = options.log
    this.#issuer = issuerOf({ ...options, now: this.#now })
  }

  /** The application's own token for a scope such as `https://contoso.crm4.dynamics.com/.default`, kept until shortly before its end. Throws SignInFailed. */
  async token(scope: string): Promise<string> {
    try {
      return await this.#of(scope).get()
    } catch (error) {
      throw tokenFailureOf(error)
    }
  }

  /** The token was refused: it is not handed out again. */
  forget(scope: string, token: string): void {
    this.#of(scope).forget(token)
  }

  /** A token for a person who has given the application an assertion; never a kept one. Throws SignInFailed or MSAL's error. */
  onBehalfOf(assertion: string, scope: string): Promise<AuthenticationResult | null> {
    return this.#observed(this.#issuer.onBehalfOf(assertion, scope))
  }

  /** The page on which a person signs in. */
  codeUrl(request: CodeRequest): Promise<string> {
    return this.#issuer.codeUrl(request)
  }

  /** The tokens of a person who came back from that page; never kept ones. Nobody has verified the ID token yet. Throws SignInFailed or MSAL's error. */
  redeemCode(redemption: CodeRedemption): Promise<AuthenticationResult> {
    return this.#observed(this.#issuer.redeemCode(redemption))
  }

  #of(scope: string): KeptToken {
    const known = this.#kept.get(scope)
    if (known) return known
    const kept = new KeptToken(() => this.#observed(this.#issuer.own(scope)), this.#now)
    this.#kept.set(scope, kept)
    return kept
  }

  /** What the operator has to do is logged once, not for each request. */
  async #observed<T>(request: Promise<T>): Promise<T> {
    try {
      const result = await request
      this.#failing = null
      return result
    } catch (error) {
      const { code } = tokenFailureOf(error)
      const advice = adviceFor(code)
      if (advice && code !== this.#failing) this.#log?.error({ code }, `The bot cannot sign in. ${advice}`)
      if (advice) this.#failing = code
      throw error
    }
  }
}

type IssuerOptions = ApplicationOptions & { readonly now: () => number }

function issuerOf(options: IssuerOptions): Issuer {
  const { credential, clientId, now, log, ...network } = options
  if (credential.kind === 'secret') return msalIssuer(options, { clientSecret: credential.secret })
  if (credential.kind === 'certificate') {
    const signIn = new CertificateSignIn(credential.file, { log, now })
    signIn.warn()
    return msalIssuer(options, {
      async clientAssertion({ tokenEndpoint = '' }) {
        signIn.warn()
        return signIn.assertion({ clientId, audience: tokenEndpoint })
      },
    })
  }
  const identity = new ManagedIdentity(credential.clientId, network, now)
  if (credential.clientId.toLowerCase() === clientId.toLowerCase()) return identityIssuer(identity)
  return msalIssuer(options, { clientAssertion: () => identity.assertion() })
}

type Proof = { readonly clientSecret: string } | { readonly clientAssertion: ClientAssertionCallback }

/**
 * MSAL's application, without its cache: it would ask for an assertion even where it has a token, and it would keep people's tokens
 * for ever.
 */
function msalIssuer({ tenantId, clientId, ...network }: IssuerOptions, proof: Proof): Issuer {
  const application = new ConfidentialClientApplication({
    auth: { clientId, authority: `${SIGN_IN_HOST}/${tenantId}`, ...proof },
    system: { networkClient: networkClient(network) },
  })
  const keepingNothing = async <T>(result: Promise<T>): Promise<T> => {
    try {
      return await result
    } finally {
      application.clearCache()
    }
  }
  return {
    async own(scope) {
      const result = await application.acquireTokenByClientCredential({ scopes: [scope], skipCache: true })
      if (!result?.accessToken) throw new SignInFailed('empty_answer', true, undefined)
      return { token: result.accessToken, until: result.expiresOn?.getTime() ?? 0 }
    },
    onBehalfOf: (oboAssertion, scope) =>
      keepingNothing(application.acquireTokenOnBehalfOf({ oboAssertion, scopes: [scope], skipCache: true })),
    async codeUrl({ challenge: codeChallenge, scopes, ...request }) {
      const asked = { ...request, scopes: [...scopes], codeChallenge, codeChallengeMethod: 'S256' }
      return addressOf(await application.getAuthCodeUrl(asked), network)
    },
    redeemCode: ({ verifier: codeVerifier, scopes, ...redemption }) =>
      keepingNothing(application.acquireTokenByCode({ ...redemption, scopes: [...scopes], codeVerifier })),
  }
}

/** A bot of the type UserAssignedMSI is a managed identity, and not an app registration that trusts one. Nobody signs in to it. */
function identityIssuer(identity: ManagedIdentity): Issuer {
  const refuse = () => Promise.reject(new SignInFailed('identity_without_people', false, undefined))
  return {
    own: scope => identity.token(scope.replace(/\/\.default$/, '')),
    onBehalfOf: refuse,
    codeUrl: refuse,
    redeemCode: refuse,
  }
}
