/** The echo bot with the SDK's state, kept where the SDK's own package keeps it. */
import { BlobsStorage } from 'botbuilder-azure-blobs'
import { countingTurn } from './countingBot.js'
import { serve } from './echoServer.js'

serve(countingTurn(new BlobsStorage(process.env.AZURE_STORAGE_CONNECTION_STRING ?? '', 'echo-state')))
