import { AuthError, InteractionRequiredAuthError, PublicClientApplication } from '@azure/msal-node'
import { networkClient, SIGN_IN_HOST } from '../network.js'
import { SignInFailed, tokenFailureOf } from '../signInFailed.js'
import { type Tokens, tokensFrom } from '../tokens.js'
import type { PublicClient } from './deviceCode.js'

export interface BrowserOptions extends PublicClient {
  readonly scopesOf: (url: string) => string[]
  /** Shows the person this page. Throws where there is no browser. */
  readonly openBrowser: (page: string) => Promise<void>
}

export interface BrowserSignIn {
  readonly tokens: Tokens
  readonly who: string | null
}

/**
 * The person signs in to a page in their browser, which hands the result to a port of this machine. Tokens are kept in
 * memory only. https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow. Throws SignInFailed, or
 * what `openBrowser` throws.
 */
export async function signInWithBrowser(url: string, options: BrowserOptions): Promise<BrowserSignIn> {
  const { tenantId, clientId, scopesOf, openBrowser, ...network } = options
  const application = new PublicClientApplication({
    auth: { clientId, authority: `${SIGN_IN_HOST}/${tenantId}` },
    system: { networkClient: networkClient(network) },
  })
  let noBrowser: unknown = null
  const show = async (page: string) => {
    const { entraUrl } = network
    await openBrowser(entraUrl ? page.replace(SIGN_IN_HOST, entraUrl) : page).catch(error => {
      noBrowser = error
      throw error
    })
  }
  const { account } = await application
    .acquireTokenInteractive({
      scopes: scopesOf(url),
      openBrowser: show,
      prompt: 'select_account',
      successTemplate: 'You are signed in. Close this page and go back to the terminal.',
      errorTemplate: 'You are not signed in. Go back to the terminal.',
    })
    .catch(error => {
      throw noBrowser ?? failureOf(error)
    })
  const tokens = tokensFrom(async (wanted, forceRefresh) => {
    if (!account) throw new SignInFailed('not_signed_in', false, undefined)
    const request = { account, scopes: scopesOf(wanted), forceRefresh }
    const result = await application.acquireTokenSilent(request).catch(error => {
      throw failureOf(error)
    })
    return result.accessToken
  })
  return { tokens, who: account?.username ?? null }
}

function failureOf(error: unknown): SignInFailed {
  if (
    error instanceof InteractionRequiredAuthError ||
    (error instanceof AuthError && error.errorCode === 'access_denied')
  )
    return new SignInFailed(/AADSTS\d+/.exec(error.message)?.[0] ?? error.errorCode, false, error)
  return tokenFailureOf(error)
}
