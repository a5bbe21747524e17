import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as after } from 'node:timers/promises'
import { freePort, startAzurite } from '../storage/azurite.js'

const GUID = '7c1b0e52-0d0a-4c3e-9a86-3a9d7a3f7f10'

/** What a host sets, except for the store, which is on this machine, and a secret, for want of an identity. */
const hosted = (port: number, store: string) => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  PORT: String(port),
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppId: GUID,
  MicrosoftAppTenantId: GUID,
  MicrosoftAppPassword: 'the-secret-of-the-application',
  PUBLIC_URL: 'https://pending-send.example',
  AZURE_STORAGE_CONNECTION_STRING: store,
  ORGANIZATIONS: '[{"name":"Contoso","url":"https://contoso.crm4.dynamics.com"}]',
})

export type HostEnv = ReturnType<typeof hosted>

const PATIENCE_MS = 40_000

interface Hosting {
  readonly command: readonly string[]
  readonly cwd: string
  /** Whether the signal to stop reaches only the process that was started, not those below it. */
  readonly alone?: boolean
}

/** Starts the bot; the work is done while it answers. Returns what was printed until SIGTERM ended it. */
export async function whileHosted(
  { command: [program = '', ...args], cwd, alone = false }: Hosting,
  work: (env: HostEnv) => Promise<void> = async () => {},
): Promise<string> {
  const azurite = await startAzurite()
  const env = hosted(await freePort(), azurite.connectionString)
  // In a group of its own, so that a signal can reach all of it.
  const child = spawn(program, args, { cwd, env, detached: true })
  let said = ''
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', text => {
      said += text
    })
  }
  const closed = once(child, 'close')
  try {
    await answering(`http://127.0.0.1:${env.PORT}/health`, () => child.exitCode === null).catch(() => {
      throw new Error(`The bot does not answer. ${said}`)
    })
    await work(env)
  } finally {
    if (child.exitCode === null) process.kill(alone ? (child.pid ?? 0) : -(child.pid ?? 0), 'SIGTERM')
    // A bot that did not get the signal would go on for ever.
    const killer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), PATIENCE_MS)
    await closed
    clearTimeout(killer)
    await azurite.close()
  }
  return said
}

async function answering(url: string, runs: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (runs() && Date.now() < deadline) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok) return
    await after(100)
  }
  throw new Error(`${url} does not answer`)
}
