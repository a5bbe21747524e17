/**
 * `npm run test:watch -- FOLDER…`: runs the tests below the folders that are named, or all of them, and again, compiled
 * anew, whenever a source, a test or a card is saved. What is running then is ended.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const WATCHED = ['src', 'test', 'cards']
/** Editors and version control write several files, and one more than once. */
const PAUSE_MS = 200

const compile = ['node_modules/typescript/bin/tsc', '-p', '.']
const tests = ['dist/test/run.js', ...process.argv.slice(2)]

let round = 0
let child: ChildProcess | null = null
let running = runIn(round, [tests])

for (const folder of WATCHED) watch(join(root, folder), { recursive: true }, () => void restart())
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    end()
    process.exit(signal === 'SIGINT' ? 130 : 143)
  })
}

/** Of several changes in a row, the last one counts. */
async function restart(): Promise<void> {
  const mine = ++round
  end()
  await setTimeout(PAUSE_MS)
  await running
  if (mine === round) running = runIn(mine, [compile, tests])
}

/** One after the other, as long as all goes well and nothing is saved meanwhile. */
async function runIn(mine: number, scripts: readonly (readonly string[])[]): Promise<void> {
  for (const script of scripts) if (mine !== round || !(await succeeds(script))) break
  if (mine === round) console.log('Waiting for something to be saved in src, test or cards; Ctrl-C ends.')
}

/** In a process group of its own, so that what tests have started ends with them. */
async function succeeds(script: readonly string[]): Promise<boolean> {
  child = spawn(process.execPath, script, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], detached: true })
  const [code] = await once(child, 'exit')
  child = null
  return code === 0
}

function end(): void {
  if (child?.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
}
