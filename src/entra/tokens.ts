import { AuthError, ConfidentialClientApplication, ServerError } from '@azure/msal-node'
import { type NetworkOptions, networkClient, SIGN_IN_HOST } from './network.js'

export interface TokenOptions {
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  /** Local mode: where requests for Microsoft's sign-in host go instead. Loopback only, as config.ts ensures. */
  readonly entraUrl: string | null
  /** Waits between two attempts. */
  readonly pause?: NetworkOptions['pause'] | undefined
}

export interface Tokens {
  /** An access token for one organization, from MSAL's cache while it is valid. Throws SignInFailed. */
  forOrganization(url: string): Promise<string>
  /** The organization refused this token: it is not handed out again. */
  forget(url: string, token: string): void
}

/** Entra issued no token. `code` is AADSTS… or MSAL's own; the message carries no secret. */
export class SignInFailed extends Error {
  constructor(
    readonly code: string,
    readonly unreachable: boolean,
    cause: unknown,
  ) {
    super(unreachable ? `The sign-in service cannot be reached (${code})` : `The sign-in was refused: ${code}`, {
      cause,
    })
    this.name = 'SignInFailed'
  }
}

/** Client credentials: https://learn.microsoft.com/power-apps/developer/data-platform/authenticate-oauth */
export function createTokens({ tenantId, clientId, clientSecret, ...network }: TokenOptions): Tokens {
  const application = new ConfidentialClientApplication({
    auth: { clientId, clientSecret, authority: `${SIGN_IN_HOST}/${tenantId}` },
    system: { networkClient: networkClient(network) },
  })
  return tokensFrom(async (url, skipCache) => {
    const result = await application.acquireTokenByClientCredential({ scopes: [`${url}/.default`], skipCache })
    return result?.accessToken ?? ''
  })
}

/** Fetches a token; with `skipCache`, a new one. */
export type Acquire = (url: string, skipCache: boolean) => Promise<string>

/** Callers who ask at the same time share one request; a token that was refused is replaced by a new one. */
export function tokensFrom(acquireToken: Acquire): Tokens {
  const refused = new Map<string, string>()
  const underWay = new Map<string, Promise<string>>()
  const demandToken = async (url: string, skipCache: boolean): Promise<string> => {
    const token = await acquireToken(url, skipCache)
    if (token === '') throw new SignInFailed('empty_answer', true, undefined)
    return token
  }
  const acquire = async (url: string): Promise<string> => {
    const token = await demandToken(url, false)
    return token === refused.get(url) ? demandToken(url, true) : token
  }
  /** A caller who asks while a token is being fetched gets that one. */
  const shared = (url: string): Promise<string> => {
    const running = underWay.get(url)
    if (running) return running
    const started = acquire(url).finally(() => underWay.delete(url))
    underWay.set(url, started)
    return started
  }
  return {
    async forOrganization(url) {
      try {
        return await shared(url)
      } catch (error) {
        throw tokenFailureOf(error)
      }
    },
    forget: (url, token) => {
      refused.set(url, token)
    },
  }
}

/** Any error of a token request, as a SignInFailed. */
export function tokenFailureOf(error: unknown): SignInFailed {
  if (error instanceof SignInFailed) return error
  const text = error instanceof Error ? error.message : String(error)
  const code = error instanceof AuthError ? error.errorCode : 'network_error'
  return new SignInFailed(/AADSTS\d+/.exec(text)?.[0] ?? code, !isRefusal(error), error)
}

/** Entra refused. A 429 or 5xx is no refusal: Entra could not decide. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof ServerError)) return false
  const { status = 0 } = error
  return status !== 429 && status < 500
}
