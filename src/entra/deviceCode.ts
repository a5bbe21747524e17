import {
  AuthError,
  type DeviceCodeRequest,
  type INetworkModule,
  InteractionRequiredAuthError,
  PublicClientApplication,
} from '@azure/msal-node'
import { networkClient, SIGN_IN_HOST } from './network.js'
import { failureOf, SignInFailed, type TokenOptions, type Tokens, tokensFrom } from './tokens.js'

export interface DeviceCodeTokens extends Tokens {
  /** Waits until the person has signed in, which may take minutes. Before that there are no tokens. Throws SignInFailed. */
  signIn(url: string): Promise<void>
}

/**
 * Tokens of the person who types a code into a browser: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
 * They are kept in memory only. `say` tells the person where to go and what to type.
 */
export function createDeviceCodeTokens(
  { tenantId, clientId, ...network }: Omit<TokenOptions, 'clientSecret'>,
  say: (message: string) => void,
): DeviceCodeTokens {
  const refusals = new Refusals(networkClient(network))
  const application = new PublicClientApplication({
    auth: { clientId, authority: `${SIGN_IN_HOST}/${tenantId}` },
    system: { networkClient: refusals },
  })
  const scopesOf = (url: string) => [`${url}/user_impersonation`]
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
          // Where Entra gave no code, MSAL would still wait for somebody to type it.
          if (refusals.last) request.cancel = true
          else say(message)
        },
      }
      await application.acquireTokenByDeviceCode(request).catch(orRefused(refusals))
    },
  }
}

/** MSAL's requests; keeps what Entra said last when it said no, since MSAL drops the number (AADSTS…) on the way. */
class Refusals implements INetworkModule {
  last: string | null = null
  readonly sendGetRequestAsync: INetworkModule['sendGetRequestAsync']
  readonly sendPostRequestAsync: INetworkModule['sendPostRequestAsync']

  constructor(client: INetworkModule) {
    this.sendGetRequestAsync = client.sendGetRequestAsync
    this.sendPostRequestAsync = async <T>(...asked: Parameters<INetworkModule['sendPostRequestAsync']>) => {
      const response = await client.sendPostRequestAsync<T>(...asked)
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

/** What MSAL says where it did not ask Entra, and a person has to act all the same. */
const NO_ONE_SIGNED_IN = ['device_code_expired', 'user_timeout_reached']

function orRefused(refusals: Refusals): (error: unknown) => never {
  return error => {
    const code = error instanceof AuthError ? error.errorCode : ''
    if (refusals.last) throw new SignInFailed(refusals.last, false, error)
    if (error instanceof InteractionRequiredAuthError || NO_ONE_SIGNED_IN.includes(code)) {
      throw new SignInFailed(code, false, error)
    }
    throw failureOf(error)
  }
}
