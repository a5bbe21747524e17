import { noScope } from '../../app/ports/logScope.js'
import { noTelemetry } from '../../app/ports/telemetry.js'
import { unlessAborted } from '../../app/ports/unlessAborted.js'
import type { App, Log, LogScope, Messenger, Rosters, Telemetry } from '../../app/ports.js'
import type { Signer } from '../../domain/case/case.js'
import type { Health } from '../../http/health.js'
import { createHttpServer } from '../../http/httpServer.js'
import { RATE, type RateLimits } from '../../http/personRate.js'
import { loadPictures, type Picture } from '../../http/pictures.js'
import { publicRoutes } from '../../http/publicRoutes.js'
import type { Route } from '../../http/route.js'
import { type BotAuth, TeamsAdapter } from '../adapter.js'
import type { ChannelAdapter } from '../channelAdapter.js'
import type { CardView } from '../posting/cardMessage.js'
import type { PostingPace } from '../posting/conversationQueue.js'
import { GRACE_MS, TeamsMessenger } from '../posting/teamsMessenger.js'
import { TeamsRosters } from '../roster/rosters.js'
import { SignIn } from '../signIn/signIn.js'
import { TokenService } from '../signIn/tokenService.js'
import { ChannelKeys } from './channelKeys.js'
import { ChannelTokens } from './channelTokens.js'
import type { Gate } from './checkpoint.js'
import { createReceive, type ReceiveOptions } from './receive.js'

export interface TeamsServerOptions {
  /** null: local mode. Listens on 127.0.0.1 only, and accepts requests without a token from this machine. */
  readonly auth: BotAuth | null
  /** Default: the one on botbuilder. */
  readonly adapter?: ChannelAdapter
  /** 0: any free one. */
  readonly port: number
  /** Address to listen on with `auth`; default: all of them. Local mode has its own. */
  readonly host?: string
  readonly view: CardView
  /** PNGs below the folder are served under /images/. */
  readonly images: { readonly folder: string }
  readonly log: Log
  /** Whether the process works; answers /health. */
  readonly health: () => Promise<Health> | Health
  /** Whether everything that it needs works, too; answers /readyz. Default: as health. */
  readonly ready?: () => Promise<Health> | Health
  readonly scope?: LogScope
  readonly telemetry?: Telemetry
  readonly rate?: RateLimits
  /** Who may do more within a minute; default: nobody. */
  readonly isHelpdesk?: ReceiveOptions['isHelpdesk']
  /** null, or not there: nobody can sign in. */
  readonly signIn?: SignInSettings | null
  /** Of other edges. */
  readonly routes?: readonly Route[]
  /** The clock that paces messages; default: the process's own. */
  readonly pace?: PostingPace
  /** How long the body of an activity may take, in milliseconds; default: ten seconds. */
  readonly patience?: number
}

export interface SignInSettings {
  /** Name of an OAuth connection of the Azure Bot. */
  readonly connection: string
  /** null: the Bot Framework's token service. */
  readonly tokenServiceUrl: string | null
  /** Clients have single sign-on; otherwise people sign in by hand, and type a code. */
  readonly singleSignOn: boolean
  /** How long to wait for the token service, in milliseconds; default: as long as a click may take. */
  readonly patience?: number
}

export interface TeamsServer {
  readonly messenger: Messenger
  readonly rosters: Rosters
  /** Finds the token of a person who has signed in; its result is null where there is none. null: nobody can sign in. */
  readonly assertionOf: ((signer: Signer) => Promise<string | null>) | null
  /** Sets the application that receives the activities; until then they are answered with 503. */
  onApp(app: App): void
  /** Rejects when the port is taken (EADDRINUSE) or the folder of pictures cannot be read. */
  listen(): Promise<{ port: number }>
  /** Accepts no more activities: they are answered with 503, and their connections end. */
  drain(): void
  /** Waits until no turn is in progress. */
  idle(): Promise<void>
  /** Drains, waits (bounded) for turns in progress and for cards to be redrawn, then stops listening. */
  close(): Promise<void>
}

export function createTeamsServer(options: TeamsServerOptions): TeamsServer {
  const { auth, view, log, health, pace, patience, scope = noScope, telemetry = noTelemetry } = options
  const adapter = options.adapter ?? new TeamsAdapter(auth, options.signIn?.tokenServiceUrl)
  const signIn = signInOf(adapter, options)
  const channel = { connector: (url: string) => adapter.connector(url), log, ...(pace && { pace }) }
  const messenger = new TeamsMessenger({ ...channel, view, scope, telemetry })
  const rosters = new TeamsRosters(channel)
  const turns = new Set<Promise<unknown>>()
  let app: App | null = null
  let pictures: ReadonlyMap<string, Picture> = new Map()
  const messages = createReceive({
    adapter,
    messenger,
    view,
    log,
    scope,
    telemetry,
    rate: options.rate ?? RATE,
    isHelpdesk: options.isHelpdesk ?? (() => false),
    signIn,
    gate: gateOf(auth),
    ...(patience && { patience }),
    app: () => app,
    underWay: turn => remember(turns, turn),
  })
  const server = createHttpServer({
    ...options,
    hosted: auth !== null,
    routes: [
      { method: 'post', path: '/api/messages', readsBody: true, handle: messages },
      ...publicRoutes({
        log,
        health,
        ready: options.ready ?? health,
        pictures: () => pictures,
        isOpen: () => app !== null,
      }),
      ...(options.routes ?? []).map(route => tracked(route, turns)),
    ],
  })
  return {
    messenger,
    rosters,
    assertionOf: signIn && (signer => signIn.assertionOf(signer)),
    onApp: given => {
      app = given
    },
    listen: async () => {
      pictures = await loadPictures(options.images.folder)
      return server.listen()
    },
    drain: () => {
      app = null
    },
    idle: () => allOf(turns),
    close: async () => {
      app = null
      rosters.close()
      await server.close(Promise.all([inTime(allOf(turns)), messenger.close()]))
    },
  }
}

function gateOf(auth: BotAuth | null): Gate | null {
  if (!auth) return null
  const { appId, openIdMetadataUrl: metadataUrl, allowedTenants } = auth
  return { tokens: new ChannelTokens(appId, new ChannelKeys({ metadataUrl })), allowedTenants }
}

function signInOf(adapter: ChannelAdapter, { signIn, view, log }: TeamsServerOptions): SignIn | null {
  if (!signIn) return null
  const { singleSignOn, ...settings } = signIn
  const tokens = new TokenService({ client: () => adapter.userTokens(), ...settings })
  return new SignIn({ tokens, view, log, singleSignOn })
}

/** What another edge answers is waited for like a turn. */
function tracked(route: Route, turns: Set<Promise<unknown>>): Route {
  const handle: Route['handle'] = async (...exchange) => {
    const turn = route.handle(...exchange)
    remember(turns, turn)
    await turn
  }
  return { ...route, handle }
}

function remember(turns: Set<Promise<unknown>>, turn: Promise<unknown>): void {
  const ended = () => turns.delete(turn)
  turns.add(turn)
  turn.then(ended, ended)
}

/** Turns may take as long as the messenger does. */
async function inTime(work: Promise<unknown>): Promise<void> {
  const late = AbortSignal.timeout(GRACE_MS)
  await unlessAborted(work, late).catch(error => {
    if (!late.aborted) throw error
  })
}

/** A turn may add more work while we wait for it. */
async function allOf(turns: ReadonlySet<Promise<unknown>>): Promise<void> {
  while (turns.size > 0) await Promise.allSettled(turns)
}
