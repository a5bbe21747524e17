import { TableClient } from '@azure/data-tables'
import { DefaultAzureCredential } from '@azure/identity'

export type TableSettings =
  | { readonly connectionString: string }
  /** Name of a storage account that the managed identity may use. */
  | { readonly account: string }

const TABLE = 'PendingSendCases'

/** The table of cases, made if it is not there. Throws when the storage cannot be reached. */
export async function openTable(settings: TableSettings): Promise<TableClient> {
  const table =
    'account' in settings
      ? new TableClient(`https://${settings.account}.table.core.windows.net`, TABLE, new DefaultAzureCredential())
      : TableClient.fromConnectionString(settings.connectionString, TABLE, {
          allowInsecureConnection: isLocal(settings.connectionString),
        })
  await table.createTable()
  return table
}

/** Only a storage emulator on this machine may be spoken to without TLS. */
function isLocal(connectionString: string): boolean {
  return /UseDevelopmentStorage=true|TableEndpoint=http:\/\/(127\.0\.0\.1|localhost)[:/]/i.test(connectionString)
}
