import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, type WriteStream } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export interface BotProcess {
  readonly url: string
  /** SIGTERM, then waits for the end. */
  stop(): Promise<void>
  /** SIGKILL: nothing is finished, nothing is said. */
  kill(): Promise<void>
}

export interface BotOptions {
  readonly port: number
  readonly env: Readonly<Record<string, string>>
  /** File that the bot's log goes to. */
  readonly log: string
}

const script = fileURLToPath(new URL('../../src/index.js', import.meta.url))
const PATIENCE_MS = 20_000

/** Starts the bot the way production does, as a process of its own, and waits until it answers. */
export async function startBot({ port, env, log }: BotOptions): Promise<BotProcess> {
  const output = createWriteStream(log, { flags: 'a' })
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [script], {
    env: { PATH, HOME, PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = follow(child, output)
  const url = `http://127.0.0.1:${port}`
  await healthy(url, child, said)
  const end = (signal: NodeJS.Signals) => endWith(child, signal)
  return { url, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}

function follow(child: ChildProcess, output: WriteStream): { text: string } {
  const said = { text: '' }
  child.stdout?.pipe(output, { end: false })
  child.stderr?.pipe(output, { end: false })
  child.stderr?.on('data', chunk => {
    said.text = (said.text + chunk).slice(-4000)
  })
  return said
}

async function healthy(url: string, child: ChildProcess, said: { text: string }): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The bot did not start. ${said.text.trim()}`)
    const answer = await fetch(`${url}/health`).catch(() => null)
    if (answer?.ok) return
    await setTimeout(100)
  }
  child.kill('SIGKILL')
  throw new Error(`The bot did not answer on ${url}. ${said.text.trim()}`)
}

function endWith(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise(resolve => {
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}
