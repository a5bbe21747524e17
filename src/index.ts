import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { createApp, type RunningApp } from './app/conversation.js'
import { watchingOf } from './app/pace.js'
import type { Log } from './app/ports.js'
import { readCards } from './cards.js'
import { checks } from './checks/index.js'
import { type Config, ConfigurationError, readConfig } from './config.js'
import { Sights } from './dataverse/looking.js'
import { createOrganizations } from './dataverse/organizations.js'
import { createRepairs } from './dataverse/repairs.js'
import { createPeople } from './entra/people.js'
import { createTokens } from './entra/tokens.js'
import { createLog } from './log.js'
import { plansFor } from './remedies/index.js'
import { createCaseStore } from './storage/caseStore.js'
import { createConversations } from './storage/conversations.js'
import { openTable, StoreUnavailable } from './storage/table.js'
import { createFileReader } from './symptoms/readFile.js'
import { understand } from './symptoms/understand.js'
import { createTeamsServer, type TeamsServer } from './teams/server.js'
import { createView } from './view/view.js'

/** How often the work of processes that died is looked for. */
const RECOVERY_MS = 5_000

const cardsFolder = fileURLToPath(new URL('../../cards', import.meta.url))

/** config → edges → app → server. */
async function start(config: Config, log: Log): Promise<{ app: RunningApp; server: TeamsServer }> {
  const table = await openTable(config.storage)
  const store = createCaseStore(table)
  const { organizations, ...credentials } = config.dataverse
  const server = createTeamsServer({
    auth: config.bot,
    port: config.port,
    view: createView(readCards(cardsFolder), { publicUrl: config.publicUrl, repairs: config.signIn !== null }),
    images: { folder: `${cardsFolder}/images` },
    // The Agents Playground, which a bot in local mode talks to, has no single sign-on.
    signIn: config.signIn && { ...config.signIn, singleSignOn: config.bot !== null },
    log,
    health: () => storeHealth(store),
  })
  const people = createPeople({ ...credentials, log }, server.assertionOf)
  const now = () => new Date()
  const dataverse = { organizations, tokens: createTokens(credentials), now, sights: new Sights(now) }
  const app = createApp({
    store,
    organizations: createOrganizations(dataverse),
    repairs: createRepairs({ ...dataverse, tokensOf: people.tokensOf }),
    people,
    conversations: createConversations(table),
    plansFor,
    watching: watchingOf(config.watchSeconds * 1000),
    messenger: server.messenger,
    checks,
    clock: { now: () => new Date(), every },
    log,
    instance: randomUUID(),
    understand,
    fileReader: createFileReader,
    isHelpdesk: id => config.helpdeskMembers.has(id.toLowerCase()),
  })
  server.onApp(app)
  const { port } = await server.listen()
  const where = config.bot ? 'every address' : '127.0.0.1 only: local mode, because MicrosoftAppId is not set'
  log.info({ port, organizations: organizations.map(({ name }) => name) }, `Pending Send listens on ${where}`)
  return { app, server }
}

function every(milliseconds: number, tick: () => void): () => void {
  const timer = setInterval(tick, milliseconds)
  return () => clearInterval(timer)
}

/** The store is what nothing works without. */
async function storeHealth(store: ReturnType<typeof createCaseStore>): Promise<{ ok: boolean }> {
  await store.due(new Date(0).toISOString())
  return { ok: true }
}

/** Looks at once, and then again and again, one look at a time. */
function keepRecovering(app: RunningApp, log: Log): () => void {
  let looking = false
  const look = async () => {
    if (looking) return
    looking = true
    await app.recover().catch(error => log.warn({ err: error }, 'Unfinished work could not be looked for'))
    looking = false
  }
  void look()
  return every(RECOVERY_MS, () => void look())
}

try {
  const config = readConfig()
  const log = createLog(config.logLevel)
  const { app, server } = await start(config, log)
  const rest = keepRecovering(app, log)
  const stop = async (signal: string) => {
    log.info({ signal }, 'Stopping')
    rest()
    await Promise.race([app.idle(), new Promise(resolve => setTimeout(resolve, RECOVERY_MS))])
    await server.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal))
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`)
  process.exit(error instanceof ConfigurationError ? 78 : 1)
}

/** What an operator does next. */
function sentenceOf(error: unknown): string {
  if (error instanceof ConfigurationError || error instanceof StoreUnavailable) return error.message
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return 'The port is taken: set PORT to a free one, or stop the program that uses it.'
  if (code === 'EACCES') return 'The port may not be used: set PORT to one above 1023.'
  return error.stack ?? error.message
}
