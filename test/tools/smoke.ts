/**
 * `npm run smoke -- 22 24`: the compiled bot and `classify` under other versions of Node, which npm fetches; without
 * versions, under this one. A run that hangs is killed.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withBot } from '../process/harness.js'
import { inFolder } from './folder.js'
import { compiled, runProgram } from './program.js'

/** Limit for fetching one version, and for running everything with it. */
const PATIENCE_MS = 300_000

const LOG =
  '2026-03-01T10:00:00Z Error ErrorCode: 0x8004480D at https://contoso.crm4.dynamics.com, sender sara@contoso.com'

/** Tries the version of Node that runs this script. Throws if something is wrong. */
async function tryThis(): Promise<void> {
  await withBot(async ({ stack, connector, say }) => {
    const health = await fetch(`${stack.bot.url}/health`)
    demand(health.status === 200, `/health answers ${health.status}`)
    await say('My mail is stuck')
    const card = JSON.stringify(connector.activities.at(-1) ?? null)
    demand(card.includes('AdaptiveCard'), `the answer has no card: ${card}`)
    demand((await stack.bot.stop()) === 0, 'the bot does not stop cleanly')
  })
  await inFolder(async folder => {
    const file = join(folder, 'router.log')
    await writeFile(file, LOG)
    const { code, stdout, stderr } = await runProgram([compiled('src/cli.js'), 'classify', file, '--json'])
    demand(code === 0 && JSON.parse(stdout).verdict === 'sendAs', `classify ends with ${code}: ${stdout}${stderr}`)
  })
  console.log(`Node ${process.versions.node}: the bot starts, answers and stops; classify reads a log.`)
}

function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Node ${process.versions.node}: ${what}`)
}

/** Tries a version of https://www.npmjs.com/package/node. */
function tryVersion(version: string): Promise<void> {
  return inFolder(async folder => {
    const quiet = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error']
    await run('npm', ['install', ...quiet, '--prefix', folder, `node@${version}`])
    await run(join(folder, 'node_modules/node/bin/node'), [fileURLToPath(import.meta.url)])
  })
}

/** Runs a program in a process group of its own, so that everything it started ends with it. */
async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true })
  const end = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL')
  const timer = setTimeout(end, PATIENCE_MS)
  const [code] = await once(child, 'exit').finally(() => clearTimeout(timer))
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code ?? 'a signal'}`)
}

const versions = process.argv.slice(2)
if (versions.length === 0) await tryThis()
for (const version of versions) await tryVersion(version)
