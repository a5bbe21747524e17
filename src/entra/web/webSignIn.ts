import { randomBytes } from 'node:crypto'
import { type AuthenticationResult, CryptoProvider } from '@azure/msal-node'
import { LRUCache } from 'lru-cache'
import pLimit from 'p-limit'
import type { SignInAttempt, SignInFailure, WebPerson, WebSignIn } from '../../app/ports/web.js'
import type { Log, Person365 } from '../../app/ports.js'
import { HOUR_MS } from '../../domain/durations.js'
import { isGuid } from '../../domain/guid.js'
import type { Application, CodeRequest } from '../application.js'
import type { NetworkOptions } from '../network.js'
import { SignInFailed, tokenFailureOf } from '../signInFailed.js'
import { MOST_PEOPLE } from '../tokenSource.js'
import { type IdTokenClaims, IdTokens } from './idTokens.js'
import { failureOf, failureOfError } from './signInFailure.js'
import { keyOf, type WebTokens } from './webTokens.js'

/** `tenantId` and `clientId`: of the application. */
export interface WebSignInOptions extends NetworkOptions {
  readonly application: Pick<Application, 'codeUrl' | 'redeemCode'>
  readonly tenantId: string
  readonly clientId: string
  /** The tenants whose people are served, in lower case. */
  readonly allowedTenants: ReadonlySet<string>
  /** Where the tokens of organizations go. */
  readonly tokens: Pick<WebTokens, 'keep' | 'forget'>
  readonly log: Log
  /** Milliseconds since 1970; default: the clock. */
  readonly now?: () => number
}

/** How long a user name is remembered: no session is longer. */
const USERNAME_MS = 12 * HOUR_MS

/**
 * Anybody can come with a code that is none, and only the sign-in service knows. The others wait: the host has few connections to other
 * hosts, and Dynamics 365 and the store need some of them.
 * https://learn.microsoft.com/azure/app-service/troubleshoot-intermittent-outbound-connection-errors#snat
 */
const REDEEMED_AT_ONCE = 20

/** Signs people in on the web page: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
export function createWebSignIn(options: WebSignInOptions): WebSignIn {
  return new CodeSignIn({ ...options, now: options.now ?? Date.now })
}

type OptionsWithClock = WebSignInOptions & { readonly now: () => number }

class CodeSignIn implements WebSignIn {
  readonly failureOf = failureOf
  readonly #options: OptionsWithClock
  readonly #idTokens: IdTokens
  readonly #crypto = new CryptoProvider()
  readonly #places = pLimit(REDEEMED_AT_ONCE)
  /** So that nobody is asked once more who they are when they consent. */
  readonly #usernames: LRUCache<string, string>

  constructor(options: OptionsWithClock) {
    const { now } = options
    this.#options = options
    this.#idTokens = new IdTokens(options)
    this.#usernames = new LRUCache({ max: MOST_PEOPLE, ttl: USERNAME_MS, ttlResolution: 0, perf: { now } })
  }

  async begin({ redirectUri, organization, person }: Parameters<WebSignIn['begin']>[0]) {
    const { verifier, challenge } = await this.#crypto.generatePkceCodes()
    const attempt = { state: unguessable(), nonce: unguessable(), verifier, ...(organization && { organization }) }
    const { state, nonce } = attempt
    const scopes = scopesFor(organization)
    const request = { redirectUri, scopes, state, nonce, challenge, ...this.#account(person) }
    return { url: await this.#options.application.codeUrl(request), attempt }
  }

  async redeem(code: string, redirectUri: string, attempt: SignInAttempt): Promise<WebPerson | SignInFailure> {
    try {
      return await this.#signedIn({ code, redirectUri }, attempt)
    } catch (error) {
      const failure = failureOfError(error)
      const level = failure === 'unavailable' ? 'warn' : 'info'
      this.#options.log[level]({ failure, code: tokenFailureOf(error).code }, 'Somebody could not sign in on the page')
      return failure
    }
  }

  forget(person: Person365): void {
    this.#usernames.delete(keyOf(person))
    this.#options.tokens.forget(person)
  }

  async #signedIn(answer: { code: string; redirectUri: string }, attempt: SignInAttempt) {
    const { application, tokens } = this.#options
    const { nonce, verifier, organization } = attempt
    const result = await this.#places(() =>
      application.redeemCode({ ...answer, nonce, verifier, scopes: scopesFor(organization) }),
    )
    const claims = await this.#idTokens.verify(result.idToken, nonce)
    if (!this.#isServed(claims)) return 'foreign'
    const { tid, oid, preferred_username: username, name = username ?? '' } = claims
    // One person, whatever an id is compared with: Entra writes them in lower case, and promises nothing.
    const person = { tenantId: tid.toLowerCase(), aadObjectId: oid.toLowerCase(), name }
    // Without an organization, the access token is one of Microsoft Graph's, which nobody needs.
    if (organization) tokens.keep(person, organization, timedOf(result))
    if (username) this.#usernames.set(keyOf(person), username)
    return person
  }

  #isServed({ tid }: IdTokenClaims): boolean {
    const { tenantId, allowedTenants } = this.#options
    const tenant = tid.toLowerCase()
    // An organization's tenant may be configured by its domain; the keys are that tenant's in any case.
    const isOwn = !isGuid(tenantId) || tenant === tenantId.toLowerCase()
    return isOwn && allowedTenants.has(tenant)
  }

  /** Whoever is not signed in may choose an account; whoever is, is not asked again, if possible. */
  #account(person: Person365 | undefined): Pick<CodeRequest, 'prompt' | 'loginHint'> {
    if (!person) return { prompt: 'select_account' }
    const loginHint = this.#usernames.get(keyOf(person))
    return loginHint === undefined ? {} : { loginHint }
  }
}

/** MSAL adds offline_access; the token that this brings is not kept. Entra issues tokens for one organization at a time. */
function scopesFor(organization: string | undefined): readonly string[] {
  return ['openid', 'profile', ...(organization ? [`${organization}/user_impersonation`] : [])]
}

function timedOf({ accessToken, expiresOn }: AuthenticationResult) {
  if (!accessToken) throw new SignInFailed('empty_answer', true, undefined)
  return { token: accessToken, until: expiresOn?.getTime() ?? 0 }
}

function unguessable(): string {
  return randomBytes(32).toString('base64url')
}
