/** What it costs to start the bot and the command line, in processor time: by turns, beside the bare echo and Node alone. */
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { dataverseEnvironment } from '../demo/stack.js'
import { startSimulator } from '../simulator/index.js'
import { freePort, startAzurite } from '../storage/azurite.js'
import { inFolder } from '../tools/folder.js'
import { compiled, runProgram, startProgram } from '../tools/program.js'
import { processorMs } from './processUsage.js'
import { aim } from './table.js'

const RUNS = 9
const MOST_START = 1.5
const MOST_LINE_MS = 400
const LOOK_MS = 20
const LINE = 'Error 0x8004480D at https://contoso.crm4.dynamics.com, sender sara@contoso.com'

type Env = Readonly<Record<string, string>>

/** Until somebody can connect. */
async function startMs(args: readonly string[], env: Env): Promise<number> {
  const port = await freePort()
  const { child, ended, said } = startProgram(args, { env: { ...env, PORT: String(port) } })
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(said.stderr)
    await setTimeout(LOOK_MS)
  }
  const ms = processorMs(child.pid ?? 0)
  child.kill('SIGKILL')
  await ended
  return ms
}

function listens(port: number): Promise<boolean> {
  return new Promise(answer => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      answer(true)
    })
    socket.once('error', () => answer(false))
  })
}

/** Tells at its end what it has used. */
const TELLING = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => { const { user, system } = process.cpuUsage(); process.stderr.write('used ' + (user + system)) })",
)}`

async function runMs(args: readonly string[]): Promise<number> {
  const { stderr } = await runProgram(['--import', TELLING, ...args])
  return Number(/used (\d+)$/.exec(stderr)?.[1]) / 1000
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

async function measure(folder: string, env: Env): Promise<Readonly<Record<string, number>>> {
  const file = join(folder, 'line.log')
  await writeFile(file, LINE)
  const costs: Readonly<Record<string, () => Promise<number>>> = {
    'our bot': () => startMs(['--enable-source-maps', compiled('src/index.js')], env),
    'bare echo': () => startMs([compiled('test/bench/echo.js')], {}),
    'classify, one line': () => runMs([compiled('src/cli.js'), 'classify', file]),
    'Node alone': () => runMs(['--eval', '']),
  }
  const found = Object.entries(costs).map(([name, run]) => ({ name, run, all: [] as number[] }))
  for (let i = 0; i < RUNS; i++) for (const { run, all } of found) all.push(await run())
  return Object.fromEntries(found.map(({ name, all }) => [name, median(all)]))
}

export function compareStarts(): Promise<string> {
  return inFolder(async folder => {
    const azurite = await startAzurite()
    const simulator = await startSimulator({ routerIntervalMs: 0 })
    try {
      const env = { AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString, ...dataverseEnvironment(simulator) }
      const found = await measure(folder, env)
      const { 'our bot': ours = 0, 'bare echo': bare = 0, 'classify, one line': line = 0 } = found
      return [
        `${''.padEnd(24)}${'CPU ms'.padStart(10)}`,
        ...Object.entries(found).map(([name, ms]) => `${name.padEnd(24)}${ms.toFixed(0).padStart(10)}`),
        '',
        aim('start, processor time : bare echo', ours / bare, { most: MOST_START }),
        aim(`classify, processor time : ${MOST_LINE_MS} ms`, line / MOST_LINE_MS, { most: 1 }),
        `Until the bot listens, or the command ends; median of ${RUNS} runs by turns.`,
      ].join('\n')
    } finally {
      await simulator.close()
      await azurite.close()
    }
  })
}
