import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App, AttachedFile, Delivery, Incoming, Log, Screen } from '../../src/app/ports.js'
import type { Surface } from '../../src/domain/case/case.js'
import type { MessageKey } from '../../src/domain/messageKey.js'
import { type BotAuth, TeamsAdapter } from '../../src/teams/adapter.js'
import type { ChannelAdapter } from '../../src/teams/channelAdapter.js'
import { createTeamsServer, type TeamsServer, type TeamsServerOptions } from '../../src/teams/http/server.js'
import type { CardView } from '../../src/teams/posting/cardMessage.js'
import { quickPace } from './clocks.js'
import { type Connector, startConnector } from './connector.js'

/** A recognizable key; the view of this harness does not look keys up. */
export const notice = (key: string): Screen => ({ kind: 'notice', message: { key: key as MessageKey } })

/** Cards that show the screen they were drawn from, so that a test can read it back. */
export const view: CardView = {
  card: (screen, surface, size) => ({
    ...{ type: 'AdaptiveCard', version: '1.5', screen, execute: surface.execute },
    ...(size && { size }),
  }),
  summary: (screen, locale) => `${keyOf(screen)} in ${locale}`,
  text: ({ key }, locale) => `${key} in ${locale}`,
}

function keyOf(screen: Screen): string {
  return screen.kind === 'notice' ? screen.message.key : screen.kind
}

/** The key of the notice that a card shows. */
export function shownBy(card: unknown): string {
  return keyOf((card as { screen: Screen }).screen)
}

/** Where the message is now; throws if it was not shown. */
export function placeOf(delivery: Delivery): Surface {
  if (delivery.result === 'shown') return delivery.surface
  throw new Error(`It was not shown: ${JSON.stringify(delivery)}`)
}

interface Call {
  readonly what: 'greet' | 'signedIn' | 'say' | 'click' | 'readMessage'
  readonly incoming: Incoming
  readonly text?: string
  readonly attachment?: AttachedFile | boolean
  readonly data?: unknown
}

/** An application that records its calls, and answers clicks with the notice `clicked`. */
function recordingApp(overrides: Partial<App> = {}): { app: App; calls: Call[] } {
  const calls: Call[] = []
  const app: App = {
    greet: async incoming => void calls.push({ what: 'greet', incoming }),
    say: async (incoming, text, attachment) => void calls.push({ what: 'say', incoming, text, attachment }),
    signedIn: async incoming => void calls.push({ what: 'signedIn', incoming }),
    readMessage: async (incoming, text) => {
      calls.push({ what: 'readMessage', incoming, text })
      return notice('read')
    },
    click: async (incoming, data) => {
      calls.push({ what: 'click', incoming, data })
      return notice('clicked')
    },
  }
  return { calls, app: { ...app, ...overrides } }
}

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error'
  readonly details: { readonly err?: Error }
  readonly message: string
}

export function recordingLog(): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = []
  const at = (level: LogLine['level']) => (details: object, message: string) =>
    void lines.push({ level, details, message })
  return { lines, log: { info: at('info'), warn: at('warn'), error: at('error') } }
}

export interface Bot {
  readonly url: string
  readonly server: TeamsServer
  readonly connector: Connector
  readonly calls: Call[]
  readonly lines: LogLine[]
  close(): Promise<void>
}

/** Makes an adapter of an SDK; `tokenServiceUrl` null: the Bot Framework's. */
export type MakeAdapter = (auth: BotAuth | null, tokenServiceUrl?: string | null) => ChannelAdapter

let make: MakeAdapter = (auth, tokenServiceUrl) => new TeamsAdapter(auth, tokenServiceUrl)

/** From now on, the tests of this process run with another adapter. */
export function useAdapter(other: MakeAdapter): void {
  make = other
}

/** The adapter that these tests run with: the one that ships, unless agents.test.ts runs them. */
export const createAdapter: MakeAdapter = (auth, tokenServiceUrl = null) => make(auth, tokenServiceUrl)

/** A bot on loopback with its own connector; `overrides` replace parts of its application and its server. */
export async function startBot(overrides: Partial<App> = {}, options: Partial<TeamsServerOptions> = {}): Promise<Bot> {
  const connector = await startConnector()
  const folder = await mkdtemp(join(tmpdir(), 'pictures-'))
  const { app, calls } = recordingApp(overrides)
  const { log, lines } = recordingLog()
  await mkdir(join(folder, 'senderConsent'))
  await writeFile(join(folder, 'senderConsent', '1.png'), 'a picture')
  await writeFile(join(folder, 'notes.txt'), 'not a picture')
  const server = createTeamsServer({
    ...{ auth: null, port: 0, view, log, images: { folder }, health: () => ({ ok: true }) },
    pace: quickPace(),
    adapter: createAdapter(options.auth ?? null, options.signIn?.tokenServiceUrl),
    ...options,
  })
  server.onApp(app)
  const close = async () => {
    await server.close()
    await connector.close()
    await rm(folder, { recursive: true, force: true })
  }
  const { port } = await server.listen().catch(async error => {
    await close()
    throw error
  })
  return { url: `http://127.0.0.1:${port}`, server, connector, calls, lines, close }
}
