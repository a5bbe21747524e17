/** The echo bot with the SDK's state, kept in Azure Table as our cases are. */
import { TableClient } from '@azure/data-tables'
import { countingTurn } from './countingBot.js'
import { serve } from './echoServer.js'
import { TableStorage } from './tableStorage.js'

const table = TableClient.fromConnectionString(process.env.AZURE_STORAGE_CONNECTION_STRING ?? '', 'EchoState', {
  allowInsecureConnection: true,
})
await table.createTable()
serve(countingTurn(new TableStorage(table)))
