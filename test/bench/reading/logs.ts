/** A log of 100 MB, read as `classify` does, beside its lines merely counted. */
import { statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { inFolder } from '../../tools/folder.js'
import { compiled, runProgram } from '../../tools/program.js'
import { SHAPES, writeEvents } from './events.js'
import { compareSigns } from './signs.js'

const BYTES = 100_000_000
const RUNS = 3

interface Run {
  readonly seconds: number
  /** Resident bytes at the most: within the first 10 MB, and over all. */
  readonly first: number
  readonly all: number
  readonly events?: number
  readonly sendAs?: number
}

async function run(what: 'classify' | 'lines', file: string): Promise<Run> {
  const { code, stdout, stderr } = await runProgram([compiled('test/bench/reading/readFile.js'), what, file])
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

function middleOf(runs: readonly Run[]): Run {
  const middle = runs.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(runs.length / 2)]
  if (!middle) throw new Error('Nothing was run')
  return middle
}

export async function compareLogs(): Promise<string> {
  return [await compareFiles(), compareSigns()].join('\n\n')
}

/** A process of its own each time; by turns, so that whatever else the machine does hits both. */
function compareFiles(): Promise<string> {
  return inFolder(async folder => {
    const file = join(folder, 'events.log')
    const written = await writeEvents(file, BYTES)
    const megabytes = statSync(file).size / 1_000_000
    const [classified, counted]: [Run[], Run[]] = [[], []]
    for (let i = 0; i < RUNS; i++) {
      classified.push(await run('classify', file))
      counted.push(await run('lines', file))
    }
    for (const { events, sendAs } of classified) {
      // Whoever does not find the same does not count.
      if (events !== written.events || sendAs !== written.sendAs) {
        throw new Error(`${sendAs} of ${events} events instead of ${written.sendAs} of ${written.events}`)
      }
    }
    const [ours, bare] = [middleOf(classified), middleOf(counted)]
    return [
      line(['', 'seconds', 'MB/s', ': lines', 'MB at 10 MB', 'MB at end', 'growth']),
      figures('classify', ours, megabytes, bare),
      figures('lines counted (readline)', bare, megabytes, bare),
      '',
      `${megabytes.toFixed(0)} MB with ${written.events.toLocaleString('en')} events in ${SHAPES.length} shapes, ${written.sendAs.toLocaleString('en')} of them send-as; ${RUNS} runs by turns, each a process of`,
      `its own, classify with as many more as there are processors (${availableParallelism()}, at most 4). Resident memory of the first process, at the most,`,
      'while the first 10 MB were read, and until the end.',
    ].join('\n')
  })
}

function figures(name: string, { seconds, first, all }: Run, megabytes: number, bare: Run): string {
  const mega = (bytes: number) => (bytes / 1_000_000).toFixed(0)
  const speed = (megabytes / seconds).toFixed(1)
  const times = `${(seconds / bare.seconds).toFixed(2)} ×`
  return line([name, seconds.toFixed(2), speed, times, mega(first), mega(all), mega(all - first)])
}

function line(cells: readonly string[]): string {
  return cells.map((cell, at) => (at === 0 ? cell.padEnd(26) : cell.padStart(13))).join('')
}
