import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Stack, startStack } from '../demo/stack.js'
import { objectIdOf } from '../simulator/index.js'
import { message, type Place, postActivity } from '../teams/activities.js'
import { type Connector, startConnector } from '../teams/connector.js'
import { inFolder } from '../tools/folder.js'

export interface Running {
  readonly stack: Stack
  readonly connector: Connector
  /** Sends a message from a member of the helpdesk; resolves when the bot has answered. */
  say(text: string): Promise<void>
  /** The bot's log, over all its starts. */
  log(): Promise<string>
}

/** Runs the bot as a process of its own, with real storage, simulated organizations and a channel. */
export async function withBot(work: (running: Running) => Promise<void>): Promise<void> {
  await inFolder(async folder => {
    const connector = await startConnector()
    try {
      await withStack({ folder, connector }, work)
    } finally {
      await connector.close()
    }
  })
}

interface Surroundings {
  readonly folder: string
  readonly connector: Connector
  /** Keeps the cases in the folder after the stack has ended. */
  readonly keep?: boolean
}

/** The same, with a channel and a folder that outlive the stack. */
export async function withStack(
  { folder, connector, keep = false }: Surroundings,
  work: (running: Running) => Promise<void>,
): Promise<void> {
  const stack = await startStack({ folder, keep, helpdesk: ['helen'], simulator: { routerIntervalMs: 0 } })
  const place: Place = { connector, from: { id: '29:helen', name: 'Helen Park', aadObjectId: objectIdOf('helen') } }
  try {
    await work({
      stack,
      connector,
      say: async text => {
        const { status } = await postActivity(stack.bot.url, message(place, text))
        if (status !== 200) throw new Error(`The bot answered "${text}" with ${status}`)
      },
      log: () => readFile(join(folder, 'bot.log'), 'utf8'),
    })
  } finally {
    await stack.close()
  }
}

/** The id of the case that the newest card shows. */
export function caseOn({ activities }: Connector): string {
  const match = /"case":"([\w-]+)"/.exec(JSON.stringify(activities.at(-1)))
  if (!match?.[1]) throw new Error(`The newest card shows no case: ${JSON.stringify(activities.at(-1))}`)
  return match[1]
}

/** The card shows the cause of Sara's problem. */
export function isDiagnosed({ activity }: { readonly activity: unknown }): boolean {
  return /Sara Davis has not allowed/.test(JSON.stringify(activity))
}
