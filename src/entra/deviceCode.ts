import { PublicClientApplication } from '@azure/msal-node'
import { networkClient, SIGN_IN_HOST } from './network.js'
import { type TokenOptions, type Tokens, tokensFrom } from './tokens.js'

/**
 * Tokens of the person who types a code into a browser: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
 * They are kept in memory only. `say` tells the person where to go and what to type.
 */
export function createDeviceCodeTokens(
  { tenantId, clientId, entraUrl }: Omit<TokenOptions, 'clientSecret'>,
  say: (message: string) => void,
): Tokens {
  const application = new PublicClientApplication({
    auth: { clientId, authority: `${SIGN_IN_HOST}/${tenantId}` },
    system: { networkClient: networkClient(entraUrl) },
  })
  return tokensFrom(async (url, skipCache) => {
    const scopes = [`${url}/user_impersonation`]
    const [account] = await application.getTokenCache().getAllAccounts()
    const result = account
      ? await application.acquireTokenSilent({ account, scopes, forceRefresh: skipCache })
      : await application.acquireTokenByDeviceCode({ scopes, deviceCodeCallback: ({ message }) => say(message) })
    return result?.accessToken ?? ''
  })
}
