/** 250 KB of one sign, again and again, beside 250 KB of an ordinary log. */
import { performance } from 'node:perf_hooks'
import { readLog } from '../../src/symptoms/readLog.js'
import { FAULT_SIGNS, LAYOUTS, repeated } from '../fixtures/signs.js'
import { ordinaryLog } from './events.js'

const BYTES = 250_000
const RUNS = 5
/** No sign takes longer than so many times the ordinary log. */
const MOST = 3
const SHOWN = 5

interface Measured {
  readonly sign: string
  readonly layout: string
  readonly ratio: number
}

function seconds(text: string): number {
  const began = performance.now()
  readLog(text)
  return performance.now() - began
}

/** By turns, so that whatever else the machine does hits both; the fastest of each counts. */
function ratioOf(text: string, ordinary: string): number {
  const runs = Array.from({ length: RUNS }, () => [seconds(text), seconds(ordinary)] as const)
  return Math.min(...runs.map(([ours]) => ours)) / Math.min(...runs.map(([, peer]) => peer))
}

/** Throws when a sign takes longer than it may. */
export function compareSigns(): string {
  const ordinary = ordinaryLog(BYTES)
  // The first runs are not counted: code is compiled.
  for (let run = 0; run < RUNS; run++) seconds(ordinary)
  const measured: Measured[] = FAULT_SIGNS.flatMap(sign =>
    Object.entries(LAYOUTS).map(([layout, between]) => ({
      sign,
      layout,
      ratio: ratioOf(repeated(sign + between, BYTES), ordinary),
    })),
  )
  const slowest = measured.toSorted((a, b) => b.ratio - a.ratio).slice(0, SHOWN)
  const lines = slowest.map(
    ({ sign, layout, ratio }) => `${sign.slice(0, 50).padEnd(52)}${layout.padEnd(28)}${ratio.toFixed(2)} ×`,
  )
  const [worst] = slowest
  if (worst && worst.ratio > MOST) throw new Error(`One sign takes more than ${MOST} ×:\n${lines.join('\n')}`)
  return [
    `${BYTES / 1000} KB of one sign beside ${BYTES / 1000} KB of an ordinary log; the slowest of ${measured.length}:`,
    ...lines,
  ].join('\n')
}
