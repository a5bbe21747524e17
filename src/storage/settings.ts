type Env = Readonly<Record<string, string | undefined>>

/** Where the case store is, as configured. */
export type StorageSettings =
  | { readonly connectionString: string }
  /** `identityClientId`: of a user-assigned managed identity; null: the host's own, which is another one. */
  | { readonly account: string; readonly identityClientId: string | null }

/** The forms that Azure hands out (an account with its key, or an endpoint with a shared access signature), and the emulator's. */
const CONNECTION_STRINGS: readonly (readonly string[])[] = [
  ['defaultendpointsprotocol', 'accountname', 'accountkey'],
  ['tableendpoint', 'sharedaccesssignature'],
  ['usedevelopmentstorage'],
]

function isConnectionString(text: string): boolean {
  const parts = text.split(';').filter(part => part.trim() !== '')
  const names = parts.map(part => /^\s*(\w+)=./.exec(part)?.[1]?.toLowerCase() ?? '')
  return !names.includes('') && CONNECTION_STRINGS.some(needed => needed.every(name => names.includes(name)))
}

/** Reads the configuration variables, and adds any faults in them to `faults`. */
export function readStorage(env: Env, faults: string[]): StorageSettings {
  const connectionString = env.AZURE_STORAGE_CONNECTION_STRING?.trim()
  const account = env.AZURE_STORAGE_ACCOUNT?.trim()
  if (connectionString) {
    if (!isConnectionString(connectionString)) {
      faults.push(
        'AZURE_STORAGE_CONNECTION_STRING is no connection string: copy "Connection string" from the Azure portal, Storage account, Access keys',
      )
    }
    return { connectionString }
  }
  if (!account) {
    faults.push(
      'AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_ACCOUNT is missing: name the storage account that keeps the cases (AZURE_STORAGE_ACCOUNT, for a managed identity), or copy "Connection string" from the Azure portal, Storage account, Access keys',
    )
  } else if (!/^[a-z0-9]{3,24}$/.test(account)) {
    faults.push('AZURE_STORAGE_ACCOUNT is no account name: 3 to 24 lower-case letters and digits, without a host')
  }
  return { account: account ?? '', identityClientId: env.MANAGED_IDENTITY_CLIENT_ID?.trim() || null }
}
