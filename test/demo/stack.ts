import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { objectIdOf, type Simulator, type SimulatorOptions, startSimulator } from '../simulator/index.js'
import { seedCopyOfProduction } from '../simulator/seeds/synchronized/copyOfProduction.js'
import { seedOnlineContoso } from '../simulator/seeds/synchronized/onlineContoso.js'
import { type Azurite, freePort, startAzurite } from '../storage/azurite.js'
import { type BotProcess, startBot } from './bot.js'

export interface StackOptions {
  /** Data and logs; the case store is kept here when `keep` is set, else it is in memory. */
  readonly folder: string
  readonly keep?: boolean
  readonly ports?: {
    readonly bot?: number
    readonly storage?: number
    readonly entra?: number
    readonly contoso?: number
    readonly field?: number
    readonly tokens?: number
    readonly copy?: number
  }
  readonly simulator?: Pick<SimulatorOptions, 'routerIntervalMs' | 'latencyMs' | 'permissionCacheMs'>
  /** Contoso is hosted and synchronizes its mail, and there is a fresh copy of it. Absent: Contoso has an Email Router. */
  readonly synchronized?: true
  /** Keys of the simulator's people. */
  readonly helpdesk?: readonly string[]
  /** How soon the waiting e-mails are first counted after a repair. */
  readonly watchSeconds?: number
  /** How often the bot looks whether mail leaves; absent: never. */
  readonly pulseMinutes?: number
  /** Switches the web page on. */
  readonly web?: true
  /** Puts a proxy between the bot and its store. */
  readonly inFrontOfStorage?: (azurite: Azurite) => Promise<Azurite>
  /** Leaves the router account of the second organization out of the configuration. */
  readonly unnamedRouter?: boolean
  /** More variables for the bot. */
  readonly env?: Readonly<Record<string, string>>
}

export interface Stack {
  readonly simulator: Simulator
  /** Of the process that keeps the cases. */
  readonly storagePid: number
  bot: BotProcess
  /** The environment variables of the bot and the command line. */
  readonly env: Readonly<Record<string, string>>
  /** Starts the bot again on the same port after it has been stopped or killed. */
  restartBot(): Promise<void>
  close(): Promise<void>
}

/** Everything that the bot needs on this machine: storage, simulated organizations and sign-in, and the bot itself. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { folder, keep = false, ports = {} } = options
  mkdirSync(folder, { recursive: true })
  const opened: { close(): Promise<void> }[] = []
  try {
    const azurite = await startAzurite({
      ...(ports.storage && { port: ports.storage }),
      ...(keep && { folder: join(folder, 'storage') }),
    })
    opened.push(azurite)
    const storage = (await options.inFrontOfStorage?.(azurite)) ?? azurite
    if (storage !== azurite) opened.push(storage)
    const now = () => new Date()
    const seeds = options.synchronized ? { contoso: seedOnlineContoso(now), copy: seedCopyOfProduction(now) } : {}
    const simulator = await startSimulator({ ports, ...options.simulator, ...seeds })
    opened.push(simulator)
    const env = {
      AZURE_STORAGE_CONNECTION_STRING: storage.connectionString,
      ...dataverseEnvironment(simulator, options),
      ...(options.watchSeconds && { WATCH_SECONDS: String(options.watchSeconds) }),
      PULSE_MINUTES: String(options.pulseMinutes ?? 0),
      ...(options.web && { WEB_SIGN_IN: 'on' }),
      ...options.env,
    }
    writeFileSync(
      join(folder, 'bot.env'),
      Object.entries(env)
        .map(([name, value]) => `${name}='${value}'\n`)
        .join(''),
    )
    const port = ports.bot || (await freePort())
    const start = () => startBot({ port, env, log: join(folder, 'bot.log') })
    const stack: Stack = {
      simulator,
      storagePid: azurite.pid,
      env,
      bot: await start(),
      async restartBot() {
        stack.bot = await start()
      },
      async close() {
        await stack.bot.stop()
        if (storage !== azurite) await storage.close()
        await Promise.all([simulator.close(), azurite.close()])
      },
    }
    return stack
  } catch (error) {
    await Promise.all(opened.map(resource => resource.close()))
    throw error
  }
}

/** What the bot, or the command line, needs to know about the simulated organizations. */
export function dataverseEnvironment(
  simulator: Simulator,
  {
    helpdesk = [],
    unnamedRouter,
    synchronized,
  }: Pick<StackOptions, 'helpdesk' | 'unnamedRouter' | 'synchronized'> = {},
) {
  const { contoso, field, copy } = simulator
  const router = synchronized ? {} : { routerAccount: 'svc-router@contoso.com' }
  const organizations = [
    { name: contoso.name, url: contoso.url, ...router, default: true },
    ...(copy ? [{ name: copy.name, url: copy.url }] : []),
    { name: field.name, url: field.url, ...(!unnamedRouter && { routerAccount: 'router@fs.contoso.com' }) },
  ]
  return {
    ORGANIZATIONS: JSON.stringify(organizations),
    DATAVERSE_TENANT_ID: simulator.tenantId,
    DATAVERSE_CLIENT_ID: simulator.clientId,
    DATAVERSE_CLIENT_SECRET: simulator.clientSecret,
    CLI_CLIENT_ID: simulator.cliClientId,
    ENTRA_URL: simulator.entraUrl,
    SIGN_IN_CONNECTION: 'dynamics',
    TOKEN_SERVICE_URL: simulator.tokenServiceUrl,
    HELPDESK_MEMBERS: helpdesk.map(objectIdOf).join(','),
  }
}
