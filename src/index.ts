import { randomBytes, randomUUID } from 'node:crypto'
import { createApp } from './app/app.js'
import type { Clock, Log, PageApp, TriageSettings } from './app/ports.js'
import { watchingOf } from './app/work/watchPace.js'
import { cardsFolder, readCards } from './cards.js'
import { checks } from './checks/index.js'
import { ConfigurationError } from './config/configurationError.js'
import { helpdeskOf } from './config/membership.js'
import { without } from './config/variables.js'
import { type Config, readConfig, readSecrets } from './config.js'
import { createOrganizations } from './dataverse/createOrganizations.js'
import { SightCache } from './dataverse/facts/sightReader.js'
import { createPulses } from './dataverse/pulseReader.js'
import { createReachability } from './dataverse/reachability.js'
import { createRepairs } from './dataverse/repairs.js'
import type { Surface } from './domain/case/case.js'
import { createMask } from './domain/mask.js'
import { Application } from './entra/application.js'
import { createPeople } from './entra/people.js'
import { tokensOf } from './entra/tokens.js'
import { WebTokens } from './entra/web/webTokens.js'
import { createLog, logScope } from './log.js'
import { openStore } from './openStore.js'
import { openWebPage } from './openWebPage.js'
import { userAgent } from './packageInfo.js'
import { type Background, healthOf, keepWorking } from './process/background.js'
import { createReadiness } from './process/readiness.js'
import { keepDeleting } from './process/retentionTimer.js'
import { onlyOnce, type StoppingParts, stopInOrder } from './process/stop.js'
import { remedies } from './remedies/index.js'
import { StoreUnavailable } from './storage/table.js'
import { understand } from './symptoms/understand.js'
import { createTeamsServer } from './teams/http/server.js'
import { createTelemetry, flushTelemetry } from './telemetry/metrics.js'
import { createView } from './view/view.js'
import { withPages } from './web/webMessenger.js'
import { WEB } from './web/webSurface.js'
import { createWebhook } from './webhook/createWebhook.js'
import { createFiles } from './workers/files.js'

type Running = Pick<StoppingParts, 'app' | 'server' | 'background' | 'retention'>

/** config → edges → app → server. */
async function start(config: Config, log: Log): Promise<Running> {
  let background: Background | null = null
  const { retention: retentionOf, ...stores } = await openStore(config.storage)
  const { organizations } = config.dataverse
  const { bot, reader } = applicationsOf(config, log)
  const clock: Clock = { now: () => new Date(), every }
  const { now } = clock
  const telemetry = createTelemetry()
  const sights = new SightCache(now)
  const dataverse = { organizations, tokens: tokensOf(reader), now, userAgent, sights, log, telemetry }
  // In local mode the bot belongs to the tenant whose Dataverse it reads.
  const isHelpdesk = helpdeskOf(config.helpdeskMembers, config.bot?.tenantId || config.dataverse.tenantId)
  const helpdesk = config.helpdeskMembers.size > 0
  const library = readCards(cardsFolder)
  const viewFor = (repairs: boolean) =>
    createView(library, { publicUrl: config.publicUrl, checks, remedies, repairs, helpdesk, web: config.web !== null })
  let pageApp: PageApp | null = null
  const webTokens = new WebTokens()
  const routes = await openWebPage({
    config,
    sessions: stores.sessions,
    application: reader,
    tokens: webTokens,
    view: viewFor(true),
    app: () => pageApp,
    isHelpdesk,
    log,
    scope: logScope,
    telemetry,
  })
  const server = createTeamsServer({
    auth: config.bot && bot && { ...config.bot, application: bot },
    port: config.port,
    view: viewFor(config.signIn !== null),
    routes,
    images: { folder: `${cardsFolder}/images` },
    // The Agents Playground, which a bot in local mode talks to, does not support single sign-on.
    signIn: config.signIn && { ...config.signIn, singleSignOn: config.bot !== null },
    log,
    scope: logScope,
    telemetry,
    isHelpdesk,
    health: () => healthOf(background),
    ready: createReadiness({ store: stores.store, reachability: createReachability(dataverse), log }),
  })
  const people = createPeople({ application: reader, log, channels: new Map([[WEB, webTokens]]) }, server.assertionOf)
  const app = createApp({
    ...stores,
    triageSettings: withFixedChannel(stores.triageSettings, config.helpdeskChannel),
    rosters: server.rosters,
    helpdesk,
    organizations: createOrganizations(dataverse),
    repairs: createRepairs({ ...dataverse, tokensOf: people.tokensOf }),
    people,
    webhook: config.webhook && createWebhook({ ...config.webhook, userAgent, now }),
    remedies,
    watching: watchingOf(config.watchSeconds * 1000),
    messenger: withPages(server.messenger),
    checks,
    clock,
    log,
    scope: logScope,
    telemetry,
    mask: createMask(randomBytes(32)),
    instance: randomUUID(),
    understand,
    readFile: createFiles({ log }),
    pulses: createPulses(dataverse),
    pulseMinutes: config.pulseMinutes,
    isHelpdesk,
    keptDays: config.retentionDays,
  })
  server.onApp(app)
  pageApp = app
  const { port } = await server.listen()
  const where = config.bot ? 'every address' : '127.0.0.1 only: local mode, because MicrosoftAppId is not set'
  log.info({ port, organizations: organizations.map(({ name }) => name) }, `Pending Send listens on ${where}`)
  background = keepWorking({ app, clock, log })
  const retention = keepDeleting(retentionOf({ days: config.retentionDays, now, log }), log)
  const drain = () => {
    pageApp = null
    server.drain()
  }
  return { app, server: { ...server, drain }, background, retention }
}

/** The configuration outranks what was chosen in Teams. */
function withFixedChannel(settings: TriageSettings, surface: Surface | null): TriageSettings {
  // Whether the channel is private is known from its activities only.
  return surface ? { ...settings, channel: async () => ({ surface, isPrivate: false }) } : settings
}

interface Applications {
  /** Signs in to the channel; null: local mode. */
  readonly bot: Application | null
  /** Reads Dataverse, and acts for people. */
  readonly reader: Application
}

/** One and the same, unless the configuration names two. */
function applicationsOf({ bot, dataverse }: Config, log: Log): Applications {
  const reader = new Application({ ...dataverse, log })
  if (!bot) return { bot: null, reader }
  const { appId: clientId, credential, authority: tenantId } = bot
  const isReader =
    clientId === dataverse.clientId && tenantId === dataverse.tenantId && credential === dataverse.credential
  return { bot: isReader ? reader : new Application({ clientId, tenantId, credential, entraUrl: null, log }), reader }
}

function every(milliseconds: number, tick: () => void): () => void {
  const timer = setInterval(tick, milliseconds)
  return () => clearInterval(timer)
}

try {
  const config = readConfig()
  const log = createLog({ level: config.logLevel, secrets: readSecrets() })
  // Node would print the whole error, with the requests and tokens that SDKs attach to it.
  process.once('uncaughtException', error => {
    log.error({ err: error }, 'The process ends: this error was not handled')
    process.exit(1)
  })
  const running = await start(config, log)
  const stop = onlyOnce(async (signal: string) => {
    log.info({ signal }, 'Stopping')
    await stopInOrder({ ...running, flushTelemetry, log })
    log.info({}, 'Stopped')
    process.exit(0)
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal))
} catch (error) {
  process.stderr.write(`${without(readSecrets(), '[left out]')(sentenceOf(error))}\n`)
  process.exit(error instanceof ConfigurationError ? 78 : 1)
}

/** What the operator should do next. */
function sentenceOf(error: unknown): string {
  if (error instanceof ConfigurationError || error instanceof StoreUnavailable) return error.message
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return 'The port is taken: set PORT to a free one, or stop the program that uses it.'
  if (code === 'EACCES') return 'The port may not be used: set PORT to one above 1023.'
  return error.stack ?? error.message
}
