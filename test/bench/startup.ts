/** What it costs to start the bot and the command line, and how soon the bot answers: by turns, beside the bare echo and Node alone. */
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { dataverseEnvironment } from '../demo/stack.js'
import { startSimulator } from '../simulator/index.js'
import { freePort, startAzurite } from '../storage/azurite.js'
import { type Connector, startConnector } from '../teams/connector.js'
import { inFolder } from '../tools/folder.js'
import { compiled, runProgram, startProgram } from '../tools/program.js'
import { stranger, write } from './client.js'
import { processorMs } from './processUsage.js'
import { aim } from './table.js'

const RUNS = 9
const MOST_START = 1.5
const MOST_ANSWER = 2
const MOST_LINE_MS = 400
const LOOK_MS = 5
const LINE = 'Error 0x8004480D at https://contoso.crm4.dynamics.com, sender sara@contoso.com'

type Env = Readonly<Record<string, string>>

interface Cost {
  /** Processor time until somebody can connect, or until the command ends. */
  readonly processorMs: number
  /** From the start of the process until the first message is answered, by the clock. */
  readonly answerMs?: number
}

async function startOf(args: readonly string[], env: Env, connector: Connector): Promise<Cost> {
  const port = await freePort()
  const began = performance.now()
  const { child, ended, said } = startProgram(args, { env: { ...env, PORT: String(port) } })
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(said.stderr)
    await setTimeout(LOOK_MS)
  }
  const used = processorMs(child.pid ?? 0)
  await write(`http://127.0.0.1:${port}`, stranger(connector), 'start over')
  const answerMs = performance.now() - began
  child.kill('SIGKILL')
  await ended
  return { processorMs: used, answerMs }
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

async function runOf(args: readonly string[]): Promise<Cost> {
  const { stderr } = await runProgram(['--import', TELLING, ...args])
  return { processorMs: Number(/used (\d+)$/.exec(stderr)?.[1]) / 1000 }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** As `npm start` does it. */
const OURS = [
  '--enable-source-maps',
  '--import',
  pathToFileURL(compiled('src/preload.js')).href,
  compiled('src/index.js'),
]

async function measure(folder: string, env: Env): Promise<Readonly<Record<string, Required<Cost>>>> {
  const file = join(folder, 'line.log')
  await writeFile(file, LINE)
  const connector = await startConnector()
  const costs: Readonly<Record<string, () => Promise<Cost>>> = {
    'our bot': () => startOf(OURS, env, connector),
    'bare echo': () => startOf([compiled('test/bench/echo.js')], {}, connector),
    'classify, one line': () => runOf([compiled('src/cli.js'), 'classify', file]),
    'Node alone': () => runOf(['--eval', '']),
  }
  const found = Object.entries(costs).map(([name, run]) => ({ name, run, all: [] as Cost[] }))
  for (let i = 0; i < RUNS; i++) for (const { run, all } of found) all.push(await run())
  await connector.close()
  const middle = (all: readonly Cost[], of: (cost: Cost) => number | undefined) =>
    median(all.map(cost => of(cost) ?? Number.NaN))
  return Object.fromEntries(
    found.map(({ name, all }) => [
      name,
      { processorMs: middle(all, cost => cost.processorMs), answerMs: middle(all, cost => cost.answerMs) },
    ]),
  )
}

function line(name: string, { processorMs: used, answerMs }: Required<Cost>): string {
  return `${name.padEnd(24)}${used.toFixed(0).padStart(10)}${(Number.isNaN(answerMs) ? '' : answerMs.toFixed(0)).padStart(20)}`.trimEnd()
}

export function compareStarts(): Promise<string> {
  return inFolder(async folder => {
    const azurite = await startAzurite()
    const simulator = await startSimulator({ routerIntervalMs: 0 })
    try {
      const env = { AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString, ...dataverseEnvironment(simulator) }
      const found = await measure(folder, env)
      const { 'our bot': ours, 'bare echo': bare, 'classify, one line': classify } = found
      if (!ours || !bare || !classify) throw new Error('Something was not measured')
      return [
        `${''.padEnd(24)}${'CPU ms'.padStart(10)}${'first answer, ms'.padStart(20)}`,
        ...Object.entries(found).map(([name, cost]) => line(name, cost)),
        '',
        aim('start, processor time : bare echo', ours.processorMs / bare.processorMs, { most: MOST_START }),
        aim('start to first answer : bare echo', ours.answerMs / bare.answerMs, { most: MOST_ANSWER }),
        aim(`classify, processor time : ${MOST_LINE_MS} ms`, classify.processorMs / MOST_LINE_MS, { most: 1 }),
        `Until the bot listens or has answered, or the command ends; median of ${RUNS} runs by turns.`,
      ].join('\n')
    } finally {
      await simulator.close()
      await azurite.close()
    }
  })
}
