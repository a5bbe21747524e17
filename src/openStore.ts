import { azureCredential } from './entra/managedIdentity.js'
import type { StorageSettings } from './storage/settings.js'
import { openTable } from './storage/table.js'

/** Opens the case store, signed in as configured. Throws StoreUnavailable. */
export function openStore(settings: StorageSettings): ReturnType<typeof openTable> {
  if ('connectionString' in settings) return openTable(settings)
  const { account, identityClientId } = settings
  return openTable({ account, credential: identityClientId === null ? null : azureCredential(identityClientId) })
}
