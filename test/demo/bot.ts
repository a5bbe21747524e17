import { createWriteStream, existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { compiled, type Program, startProgram } from '../tools/program.js'

export interface BotProcess {
  readonly url: string
  readonly pid: number
  /** Sends SIGTERM and waits for the end. Returns the exit code; null: a signal ended it. */
  stop(): Promise<number | null>
  /** Sends SIGKILL: the bot can finish nothing. */
  kill(): Promise<number | null>
}

export interface BotOptions {
  readonly port: number
  readonly env: Readonly<Record<string, string>>
  /** File that the bot's log goes to. */
  readonly log: string
  /** Default: the compiled bot. */
  readonly script?: string
}

const PATIENCE_MS = 60_000

let usual = compiled('src/index.js')

/** From now on, the bots that this process starts are of another build. */
export function useScript(script: string): void {
  usual = script
}

/** How much memory `npm start` lets the bot use. */
const MEMORY_FLAGS: readonly string[] = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
)
  .scripts.start.split(' ')
  .filter((word: string) => word.startsWith('--max-'))

/** Starts the bot the way production does, as a process of its own, and waits until it answers. */
export async function startBot({ port, env, log, script }: BotOptions): Promise<BotProcess> {
  const output = createWriteStream(log, { flags: 'a' })
  const preload = script ? join(dirname(script), 'preload.js') : compiled('src/preload.js')
  const args = [...(script ? [] : MEMORY_FLAGS), script ?? usual]
  // The peers of the bench have none.
  if (existsSync(preload)) args.unshift('--import', pathToFileURL(preload).href)
  const program = startProgram(args, { env: { PORT: String(port), ...env } })
  program.child.stdout?.pipe(output, { end: false })
  program.child.stderr?.pipe(output, { end: false })
  const url = `http://127.0.0.1:${port}`
  await healthy(url, program)
  const end = async (signal: NodeJS.Signals) => {
    program.child.kill(signal)
    const { code } = await program.ended
    output.end()
    return code
  }
  return { url, pid: program.child.pid ?? 0, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}

async function healthy(url: string, { child, said, ended }: Program): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The bot did not start. ${(await ended).stderr.trim()}`)
    const answer = await fetch(`${url}/health`).catch(() => null)
    if (answer?.ok) return
    await setTimeout(100)
  }
  child.kill('SIGKILL')
  throw new Error(`The bot did not answer on ${url}. ${said.stderr.trim()}`)
}
