import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** Microsoft's Teams-like client for development; fetched by npx, and never part of this product. */
const PACKAGE = '@microsoft/m365agentsplayground@0.2.28'

/** A user of the simulated organization, as the client shows and sends it. */
interface PlaygroundUser {
  /** Entra object id, a well-formed GUID. */
  readonly aadObjectId: string
  readonly name: string
  readonly address: string
}

export interface PlaygroundOptions {
  /** Where the bot listens, without a path. */
  readonly botUrl: string
  /** 0: any free port. */
  readonly port: number
  /** Working folder, which also holds the client's configuration. */
  readonly folder: string
  /** The first one is the user of the chat. The client cannot switch to another; start a second client for that. */
  readonly users: readonly PlaygroundUser[]
  /** Default: the tenant of a made-up organization. */
  readonly tenantId?: string
  /** Aborts a start under way. */
  readonly signal?: AbortSignal
}

export interface Playground {
  readonly url: string
  close(): Promise<void>
}

/** The client could not be fetched or started; the bot works without it. The message is one sentence for the operator. */
export class PlaygroundUnavailable extends Error {}

/** Without a network, npm would otherwise retry for minutes. */
const FEW_RETRIES = { npm_config_fetch_retries: '1', npm_config_fetch_retry_mintimeout: '1000' }

/** How long the first start may take: it fetches 3 MB. */
const PATIENCE_MS = 120_000

export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const port = await freePort(options.port)
  const url = `http://127.0.0.1:${port}`
  await mkdir(options.folder, { recursive: true })
  await writeFile(join(options.folder, '.m365agentsplayground.yml'), configuration(options))
  const child = spawn('npx', ['--yes', PACKAGE, 'start', ...argumentsFor(options.botUrl, url, port)], {
    cwd: options.folder,
    env: { ...process.env, ...FEW_RETRIES, BROWSER: 'none', TEAMSAPPTESTER_BROWSER: 'none' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that npx, its shell and the client end together.
    detached: true,
  })
  const ended = endOf(child)
  const settled = new AbortController()
  const signals = [settled.signal, ...(options.signal ? [options.signal] : [])]
  try {
    await Promise.race([answers(url, AbortSignal.any(signals)), ended])
  } catch (cause) {
    await killTree(child)
    throw cause
  } finally {
    settled.abort()
  }
  ended.catch(() => {})
  return { url, close: () => killTree(child) }
}

function argumentsFor(botUrl: string, url: string, port: number): string[] {
  const endpoint = ['--app-endpoint', new URL('/api/messages', botUrl).href]
  // By default the client calls itself localhost, which may mean ::1.
  const service = ['--service-url', `${url}/_connector`]
  return [...endpoint, ...service, '--channel-id', 'msteams', '--disable-telemetry', '--port', `${port}`]
}

/** Rejects when the client ends by itself. */
function endOf(child: ChildProcess): Promise<never> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', chunk => {
      output = (output + chunk).slice(-2000)
    })
  }
  return new Promise((_, reject) => {
    const fail = (why: string) => reject(new PlaygroundUnavailable(`The Agents Playground did not start: ${why}.`))
    child.on('error', error => fail(`npx could not be run (${error.message})`))
    child.on('exit', code => fail(`npx ended with ${code}, ${reasonIn(output)}`))
  })
}

/** npm prints the error first and the path of its log last. */
function reasonIn(output: string): string {
  const lines = output.trim().split('\n')
  return lines.find(line => /error/i.test(line)) ?? lines.at(-1) ?? ''
}

async function answers(url: string, signal: AbortSignal): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  while (Date.now() < until) {
    if (signal.aborted) throw new PlaygroundUnavailable('The start of the Agents Playground was aborted.')
    const response = await fetch(url).catch(() => null)
    if (response?.ok) return
    await setTimeout(200)
  }
  throw new PlaygroundUnavailable(
    `The Agents Playground did not answer at ${url} within ${PATIENCE_MS / 1000} seconds.`,
  )
}

async function killTree(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  process.kill(-child.pid, 'SIGTERM')
  const patience = setTimeout(3000, 'still there', { ref: false })
  if ((await Promise.race([exit, patience])) !== 'still there') return
  process.kill(-child.pid, 'SIGKILL')
  await exit
}

/** Checked here, because the client silently takes another port if its own is taken. */
async function freePort(wanted: number): Promise<number> {
  const probe = createServer()
  probe.listen(wanted, '127.0.0.1')
  try {
    await once(probe, 'listening')
  } catch {
    throw new PlaygroundUnavailable(`Port ${wanted} is taken, so the Agents Playground cannot use it.`)
  }
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address ? address.port : wanted
}

/** The team of everybody, whose own id is that of its channel "General". */
export const TEAM = {
  id: '19:general@thread.tacv2',
  name: 'Contoso',
  aadGroupId: '7d3c5b0a-3d0f-4d8e-9d3b-2f8f3d0f1c01',
  channels: [{ id: '19:help@thread.tacv2', name: 'Help desk' }],
} as const

/** The client requires one current user and exactly five others. */
const EXTRAS = ['Adele Vance', 'Isaiah Langer', 'Patti Fernandez', 'Lynne Robbins', 'Diego Siciliani', 'Joni Sherman']

/** JSON, which is YAML as well. Format: https://aka.ms/teams-app-test-tool-config/0.1.1/config.schema.json */
function configuration({ users, tenantId = '2b7f0f5e-52f4-4f0e-8b39-5a5a6a1f5d11' }: PlaygroundOptions): string {
  const extras = EXTRAS.map((name, at) => ({
    name,
    address: `${name.toLowerCase().replace(' ', '.')}@contoso.example`,
    aadObjectId: `e0000000-0000-4000-8000-00000000000${at}`,
  }))
  const [currentUser, ...others] = [...users, ...extras].slice(0, 6).map(user => ({
    id: `29:${user.aadObjectId}`,
    name: user.name,
    userPrincipleName: user.address,
    aadObjectId: user.aadObjectId,
    givenName: user.name.split(' ')[0] ?? '',
    surname: user.name.split(' ').slice(1).join(' '),
    email: user.address,
  }))
  const conversationId = `${currentUser?.aadObjectId}`
  return JSON.stringify({
    version: '0.1.1',
    tenantId,
    bot: { id: '28:pending-send', name: 'Pending Send' },
    currentUser,
    users: others,
    // The same after a restart, so that a case finds its conversation again.
    personalChat: { id: `a:${conversationId}` },
    groupChat: { id: '19:sales@thread.v2', name: 'Sales' },
    team: TEAM,
  })
}
