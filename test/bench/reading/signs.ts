/** 250 KB of one sign, again and again, beside 250 KB of an ordinary log. */
import { readLog } from '../../../src/symptoms/readLog.js'
import { FAULT_SIGNS, LAYOUTS, repeated } from '../../fixtures/signs.js'
import { ordinaryLog } from './events.js'

const BYTES = 250_000
const RUNS = 5
/** Of a sign that seems to take too long: on a busy machine none of five runs may be a fast one. */
const RUNS_IN_DOUBT = 40
/** So many times what the ordinary log takes. */
const MOST = 3
const LAYOUT_NAMES = Object.keys(LAYOUTS) as readonly (keyof typeof LAYOUTS)[]
const SHOWN = 5

interface Measured {
  readonly sign: string
  readonly layout: keyof typeof LAYOUTS
  readonly ratio: number
}

/** By the clock: the processor time of a process is counted in steps that are as long as a run. */
function milliseconds(text: string): number {
  const began = performance.now()
  readLog(text)
  return performance.now() - began
}

/** By turns; the fastest of each counts, so what else the machine does does not. */
function ratioOf(text: string, ordinary: string, length = RUNS): number {
  const runs = Array.from({ length }, () => [milliseconds(text), milliseconds(ordinary)] as const)
  return Math.min(...runs.map(([ours]) => ours)) / Math.min(...runs.map(([, peer]) => peer))
}

/** Throws when a sign takes longer than it may. */
export function compareSigns(): string {
  const ordinary = ordinaryLog(BYTES)
  // The first runs are not counted: code is compiled.
  for (let run = 0; run < 2 * RUNS; run++) milliseconds(ordinary)
  const measured: Measured[] = FAULT_SIGNS.flatMap(sign =>
    LAYOUT_NAMES.map(layout => {
      const text = repeated(sign + LAYOUTS[layout], BYTES)
      const ratio = ratioOf(text, ordinary)
      return { sign, layout, ratio: ratio > MOST ? ratioOf(text, ordinary, RUNS_IN_DOUBT) : ratio }
    }),
  )
  const slowest = measured.toSorted((a, b) => b.ratio - a.ratio).slice(0, SHOWN)
  const lines = slowest.map(
    ({ sign, layout, ratio }) => `${sign.slice(0, 50).padEnd(52)}${layout.padEnd(28)}${ratio.toFixed(2)} ×`,
  )
  const tooSlow = measured.filter(({ ratio }) => ratio > MOST)
  if (tooSlow.length > 0) throw new Error(`${tooSlow.length} take too long:\n${lines.join('\n')}`)
  return [
    `${BYTES / 1000} KB of one sign beside ${BYTES / 1000} KB of an ordinary log; the slowest of ${measured.length}:`,
    ...lines,
  ].join('\n')
}
