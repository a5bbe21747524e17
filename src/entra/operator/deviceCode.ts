import {
  AuthError,
  type DeviceCodeRequest,
  type INetworkModule,
  InteractionRequiredAuthError,
  PublicClientApplication,
} from '@azure/msal-node'
import { type NetworkOptions, networkClient, SIGN_IN_HOST } from '../network.js'
import { SignInFailed, tokenFailureOf } from '../signInFailed.js'
import { type Tokens, tokensFrom } from '../tokens.js'

export interface PublicClient extends NetworkOptions {
  readonly tenantId: string
  readonly clientId: string
}

export interface DeviceCodeTokens extends Tokens {
  /** Waits until the person has signed in, which may take minutes. Before that there are no tokens. Throws SignInFailed. */
  signIn(url: string): Promise<void>
}

export interface DeviceCodeOptions extends PublicClient {
  /** What to ask for at an address; default: to act as the person in an organization. */
  readonly scopesOf?: (url: string) => string[]
}

export const dataverseScopes = (url: string) => [`${url}/user_impersonation`]

/**
 * Tokens of the person who enters a code in a browser: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
 * They are kept in memory only. `say` shows the person where to go and what to enter.
 */
export function createDeviceCodeTokens(
  { tenantId, clientId, scopesOf = dataverseScopes, ...network }: DeviceCodeOptions,
  say: (message: string) => void,
): DeviceCodeTokens {
  const refusals = new Refusals(networkClient(network))
  const application = new PublicClientApplication({
    auth: { clientId, authority: `${SIGN_IN_HOST}/${tenantId}` },
    system: { networkClient: refusals },
  })
  const tokens = tokensFrom(async (url, forceRefresh) => {
    const [account] = await application.getTokenCache().getAllAccounts()
    if (!account) throw new SignInFailed('not_signed_in', false, undefined)
    const result = await application
      .acquireTokenSilent({ account, scopes: scopesOf(url), forceRefresh })
      .catch(orRefused(refusals))
    return result.accessToken
  })
  return {
    ...tokens,
    async signIn(url) {
      const request: DeviceCodeRequest = {
        scopes: scopesOf(url),
        deviceCodeCallback({ message }) {
          // If Entra issued no code, MSAL would still wait for someone to enter it.
          if (refusals.last) request.cancel = true
          else say(message)
        },
      }
      await application.acquireTokenByDeviceCode(request).catch(orRefused(refusals))
    },
  }
}

/** Passes on MSAL's requests and remembers Entra's last refusal, because MSAL's own errors lack its code (AADSTS…). */
class Refusals implements INetworkModule {
  last: string | null = null
  readonly sendGetRequestAsync: INetworkModule['sendGetRequestAsync']
  readonly sendPostRequestAsync: INetworkModule['sendPostRequestAsync']

  constructor(client: INetworkModule) {
    this.sendGetRequestAsync = client.sendGetRequestAsync
    this.sendPostRequestAsync = async <T>(...args: Parameters<INetworkModule['sendPostRequestAsync']>) => {
      const response = await client.sendPostRequestAsync<T>(...args)
      this.last = refusalIn(response.status, response.body)
      return response
    }
  }
}

interface ErrorBody {
  readonly error?: string
  readonly error_description?: string
}

function refusalIn(status: number, body: unknown): string | null {
  if (status < 400 || status === 429 || status >= 500) return null
  const { error = 'refused', error_description: description = '' } = body as ErrorBody
  return error === 'authorization_pending' ? null : (/AADSTS\d+/.exec(description)?.[0] ?? error)
}

/** Codes of MSAL's own, raised without a refusal by Entra, that still call for a person to sign in. */
const NO_ONE_SIGNED_IN = ['device_code_expired', 'user_timeout_reached']

function orRefused(refusals: Refusals): (error: unknown) => never {
  return error => {
    const code = error instanceof AuthError ? error.errorCode : ''
    if (refusals.last) throw new SignInFailed(refusals.last, false, error)
    if (error instanceof InteractionRequiredAuthError || NO_ONE_SIGNED_IN.includes(code)) {
      throw new SignInFailed(code, false, error)
    }
    throw tokenFailureOf(error)
  }
}
