import type { FederatedCredential } from './applicationState.js'

/** What the application trusts instead of a secret. https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity */
export interface WantedCredential {
  /** Also the id of the step that creates it. */
  readonly id: 'identity' | 'signIn'
  readonly name: string
  readonly what: string
  readonly issuer: string
  /** null: it is not known, because the identity was not found. */
  readonly subject: string | null
  readonly audiences: readonly string[]
}

export interface Trust {
  readonly tenantId: string
  /** Client id of the managed identity; undefined: none. */
  readonly identity?: string
  /** Object id of that identity; null: it was not found. */
  readonly identityId: string | null
  /** `UniqueIdentifier` of the bot's OAuth connection; undefined: that has a secret, or there is none. */
  readonly signInId?: string
}

const AUDIENCES = ['api://AzureADTokenExchange']

export function wantedCredentials({ tenantId, identity, identityId, signInId }: Trust): readonly WantedCredential[] {
  const common = { issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`, audiences: AUDIENCES }
  const ofIdentity = {
    id: 'identity',
    name: 'pending-send-identity',
    what: `the managed identity ${identity}`,
    subject: identityId,
    ...common,
  } as const
  const ofSignIn = {
    id: 'signIn',
    name: 'pending-send-sign-in',
    what: `the sign-in connection ${signInId} of the Azure Bot`,
    subject: signInId === undefined ? null : tokenStoreSubject(tenantId, signInId),
    ...common,
  } as const
  return [...(identity === undefined ? [] : [ofIdentity]), ...(signInId === undefined ? [] : [ofSignIn])]
}

/** Application id of the Bot Framework's token store, in the spelling of the subject. */
const TOKEN_STORE = '9ExAW52n_ky4ZiS_jhpJIQ'

/**
 * The subject that the token store of the Azure Bot signs in with.
 * https://learn.microsoft.com/microsoft-365/agents-sdk/azure-bot-user-authorization-federated-credentials
 */
function tokenStoreSubject(tenantId: string, signInId: string): string {
  return `/eid1/c/pub/t/${guidBytes(tenantId).toString('base64url')}/a/${TOKEN_STORE}/${signInId}`
}

/** As .NET writes a GUID: its first three parts have their lowest byte first. */
function guidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll('-', ''), 'hex')
  bytes.subarray(0, 4).reverse()
  bytes.subarray(4, 6).reverse()
  bytes.subarray(6, 8).reverse()
  return bytes
}

/** Under whatever name: a pair of issuer and subject can be there only once. */
export function isTrusted(wanted: WantedCredential, credentials: readonly FederatedCredential[]): boolean {
  return credentials.some(
    ({ issuer, subject, audiences }) =>
      issuer === wanted.issuer &&
      subject === wanted.subject &&
      audiences.length === wanted.audiences.length &&
      wanted.audiences.every(audience => audiences.includes(audience)),
  )
}
