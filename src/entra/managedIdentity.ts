import { ManagedIdentityApplication, ServerError } from '@azure/msal-node'
import { KeptToken, type Timed } from './keptToken.js'
import { type NetworkOptions, networkClient } from './network.js'
import { IDENTITY_REFUSED, IDENTITY_UNREACHABLE } from './signInAdvice.js'
import { isRefusal, SignInFailed } from './signInFailed.js'

/** What a managed identity's token has to be for, so that Entra accepts it as an application's assertion. */
const EXCHANGE = 'api://AzureADTokenExchange'

/** Tokens of a user-assigned managed identity, from the endpoint of this host. MSAL finds that in the environment. */
export class ManagedIdentity {
  readonly #application: ManagedIdentityApplication
  readonly #assertion: KeptToken

  constructor(clientId: string, network: NetworkOptions, now: () => number) {
    this.#application = new ManagedIdentityApplication({
      managedIdentityIdParams: { userAssignedClientId: clientId },
      // Our own client retries already.
      system: { networkClient: networkClient(network), disableInternalRetries: true },
    })
    this.#assertion = new KeptToken(() => this.token(EXCHANGE), now)
  }

  /**
   * With it, an application signs in that trusts this identity through a federated credential. MSAL's application asks for it
   * before each token request, so it is kept until shortly before its end, about a day later, and then replaced.
   * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
   */
  assertion(): Promise<string> {
    return this.#assertion.get()
  }

  /** A new token of the identity itself. Throws SignInFailed. */
  async token(resource: string): Promise<Timed> {
    try {
      // MSAL would keep it too, and while the endpoint is down, refuse to return a token that is still good.
      const { accessToken, expiresOn } = await this.#application.acquireToken({ resource, forceRefresh: true })
      if (accessToken) return { token: accessToken, until: expiresOn?.getTime() ?? 0 }
    } catch (cause) {
      const refused = isRefusal(cause) && !isUpdating(cause)
      const code = refused ? IDENTITY_REFUSED : IDENTITY_UNREACHABLE
      throw new SignInFailed(code, !refused, cause, 'managed identity endpoint')
    }
    throw new SignInFailed('empty_answer', true, undefined, 'managed identity endpoint')
  }
}

/** The host is being changed: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token#error-handling */
function isUpdating(error: unknown): boolean {
  return error instanceof ServerError && (error.status === 404 || error.status === 410)
}

/** Signs the requests of a client of an Azure service, which keeps and renews the token itself. */
export function azureCredential(clientId: string): AzureCredential {
  const identity = new ManagedIdentity(clientId, { entraUrl: null }, Date.now)
  return {
    async getToken(scopes) {
      const [scope = ''] = [scopes].flat()
      const { token, until } = await identity.token(scope.replace(/\/\.default$/, ''))
      return { token, expiresOnTimestamp: until }
    },
  }
}

interface AzureCredential {
  getToken(scopes: string | string[]): Promise<{ token: string; expiresOnTimestamp: number }>
}
