import { azureCredential } from './entra/managedIdentity.js'
import type { StorageSettings } from './storage/settings.js'
import { openStores, type Stores } from './storage/stores.js'
import { openTable, type TableSettings } from './storage/table.js'

/** Opens what the bot keeps, signed in as configured. Throws StoreUnavailable. */
export function openStore(settings: StorageSettings): Promise<Stores> {
  return openStores(signedIn(settings))
}

/** Opens the table of cases alone, which holds the audit, too. Throws StoreUnavailable. */
export function openCaseTable(settings: StorageSettings): ReturnType<typeof openTable> {
  return openTable(signedIn(settings))
}

function signedIn(settings: StorageSettings): TableSettings {
  if ('connectionString' in settings) return settings
  const { account, identityClientId } = settings
  return { account, credential: identityClientId === null ? null : azureCredential(identityClientId) }
}
