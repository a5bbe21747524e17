import { join } from 'node:path'
import { type BotProcess, startBot } from '../demo/bot.js'
import { type Stack, startStack } from '../demo/stack.js'
import { freePort, startAzurite } from '../storage/azurite.js'
import { type Connector, startConnector } from '../teams/connector.js'
import { inFolder } from '../tools/folder.js'
import { compiled } from '../tools/program.js'

/** A bot, and the process of the store that it has for itself. */
export interface Bot {
  readonly process: BotProcess
  /** null: it has none. */
  readonly storagePid: number | null
}

export interface Bots {
  readonly ours: Bot
  readonly bare: Bot
  readonly blobs: Bot
  readonly table: Bot
  readonly requests: Bot
}

export interface Field {
  readonly bots: Bots
  readonly stack: Stack
  readonly connector: Connector
}

/** Our bot and its peers, each a process of its own with a store of its own, all talking to one channel. */
export function withBots<T>(work: (field: Field) => Promise<T>): Promise<T> {
  return inFolder(async folder => {
    const opened: (() => Promise<unknown>)[] = []
    const peer = async (name: string, service?: 'table' | 'blob'): Promise<Bot> => {
      const storage = service ? await startAzurite({ service }) : null
      if (storage) opened.push(() => storage.close())
      const process = await startBot({
        port: await freePort(),
        env: storage ? { AZURE_STORAGE_CONNECTION_STRING: storage.connectionString } : {},
        log: join(folder, 'peer.log'),
        script: compiled(`test/bench/${name}.js`),
      })
      opened.push(() => process.stop())
      return { process, storagePid: storage?.pid ?? null }
    }
    try {
      const connector = await startConnector()
      opened.push(() => connector.close())
      const stack = await startStack({ folder, helpdesk: ['helen'], simulator: { routerIntervalMs: 0 } })
      opened.push(() => stack.close())
      const bots = {
        ours: { process: stack.bot, storagePid: stack.storagePid },
        bare: await peer('echo'),
        blobs: await peer('peers/echoBlobs', 'blob'),
        table: await peer('peers/echoTable', 'table'),
        requests: await peer('peers/echoRequests', 'table'),
      }
      return await work({ bots, stack, connector })
    } finally {
      for (const close of opened.toReversed()) await close()
    }
  })
}
