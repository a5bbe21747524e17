import { setTimeout } from 'node:timers/promises'
import { createServer, type Server } from 'restify'
import type { App, Messenger } from '../app/ports.js'
import type { Signer } from '../domain/case.js'
import { type BotAuth, TeamsAdapter } from './adapter.js'
import type { Log } from './log.js'
import { type CardView, TeamsMessenger } from './messenger.js'
import { loadPictures, type Picture } from './pictures.js'
import { createRoutes, type Health } from './routes.js'
import { SignIn } from './signIn.js'
import { TokenService } from './tokenService.js'
import type { Pace } from './updates.js'

export interface TeamsServerOptions {
  /** null: local mode. Listens on 127.0.0.1 only, and takes requests without a token, from this machine only. */
  readonly auth: BotAuth | null
  /** 0: any free one. */
  readonly port: number
  /** Address to listen on with `auth`; default: all of them. Local mode has its own. */
  readonly host?: string
  readonly view: CardView
  /** PNGs below the folder are served under /images/. */
  readonly images: { readonly folder: string }
  readonly log: Log
  readonly health: () => Promise<Health> | Health
  /** null, or not there: nobody can sign in. */
  readonly signIn?: SignInSettings | null
  /** How often a message is redrawn; default: once a second. */
  readonly pace?: Pace
}

export interface SignInSettings {
  /** Name of an OAuth connection of the Azure Bot. */
  readonly connection: string
  /** null: the Bot Framework's token service. */
  readonly tokenServiceUrl: string | null
  /** Clients have single sign-on; otherwise people sign in by hand, and type a code. */
  readonly singleSignOn: boolean
  /** How long the token service is waited for, in milliseconds; default: as long as a click may take. */
  readonly patience?: number
}

export interface TeamsServer {
  readonly messenger: Messenger
  /** The token that a person's sign-in left for the bot; it answers null: none. null: nobody can sign in. */
  readonly assertionOf: ((signer: Signer) => Promise<string | null>) | null
  /** Whom the activities go to; until then they are answered 503. */
  onApp(app: App): void
  /** Rejects when the port is taken (EADDRINUSE) or the folder of pictures cannot be read. */
  listen(): Promise<{ port: number }>
  /** Takes no more activities, waits for turns under way and for cards that wait to be redrawn (bounded), stops. */
  close(): Promise<void>
}

/** Azure App Service kills a stopping site after 30 s; each of the two waits may take this long. */
const GRACE_MS = 10_000

export function createTeamsServer(options: TeamsServerOptions): TeamsServer {
  const { auth, view, log, health, pace } = options
  const adapter = new TeamsAdapter(auth, options.signIn?.tokenServiceUrl)
  const signIn = signInOf(adapter, options)
  const messenger = new TeamsMessenger({ connector: url => adapter.connector(url), view, log, ...(pace && { pace }) })
  const server = createServer({ name: '' })
  const turns = new Set<Promise<unknown>>()
  let app: App | null = null
  let pictures: ReadonlyMap<string, Picture> = new Map()
  const routes = createRoutes({
    adapter,
    messenger,
    view,
    log,
    health,
    signIn,
    local: auth === null,
    app: () => app,
    pictures: () => pictures,
    underWay: turn => remember(turns, turn),
  })
  server.post('/api/messages', routes.messages)
  server.get('/images/*', routes.picture)
  server.get('/health', routes.health)
  return {
    messenger,
    assertionOf: signIn && (signer => signIn.assertionOf(signer)),
    onApp: given => {
      app = given
    },
    listen: async () => {
      pictures = await loadPictures(options.images.folder)
      return { port: await listen(server, options) }
    },
    close: async () => {
      app = null
      const stopped = new Promise<void>(resolve => server.close(() => resolve()))
      await bounded(allOf(turns))
      await bounded(messenger.close())
      server.server.closeAllConnections()
      await stopped
    },
  }
}

function signInOf(adapter: TeamsAdapter, { signIn, view, log }: TeamsServerOptions): SignIn | null {
  if (!signIn) return null
  const { singleSignOn, ...settings } = signIn
  const tokens = new TokenService({ client: () => adapter.userTokens(), ...settings })
  return new SignIn({ tokens, view, log, singleSignOn })
}

function remember(turns: Set<Promise<unknown>>, turn: Promise<unknown>): void {
  const ended = () => turns.delete(turn)
  turns.add(turn)
  turn.then(ended, ended)
}

/** A turn may leave work behind that is put there while it is waited for. */
async function allOf(turns: ReadonlySet<Promise<unknown>>): Promise<void> {
  while (turns.size > 0) await Promise.allSettled(turns)
}

function listen(server: Server, { auth, port, host }: TeamsServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const listening = () => resolve(server.address().port)
    const address = auth ? host : '127.0.0.1'
    if (address) server.listen(port, address, listening)
    else server.listen(port, listening)
  })
}

async function bounded(work: Promise<unknown>): Promise<void> {
  const enough = new AbortController()
  const patience = setTimeout(GRACE_MS, undefined, { signal: enough.signal }).catch(() => {})
  await Promise.race([work, patience])
  enough.abort()
}
