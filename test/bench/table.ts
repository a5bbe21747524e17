import type { Sample } from './load.js'

const WIDTHS = [34, 10, 10, 10, 9]

export const heading = row(['', 'turns/s', 'p50 ms', 'p99 ms', 'samples'])

export function figures(name: string, sample: Sample): string {
  const [p50, p99] = [0.5, 0.99].map(share => sample.percentile(share).toFixed(1))
  return row([name, sample.perSecond.toFixed(0), p50, p99, String(sample.size)])
}

/** How many times as much: less is better for the times, more for the turns in a second. */
export function ratio(name: string, ours: Sample, bare: Sample): string {
  const times = (a: number, b: number) => `${(a / b).toFixed(2)} ×`
  const [p50, p99] = [0.5, 0.99].map(share => times(ours.percentile(share), bare.percentile(share)))
  return row([name, times(ours.perSecond, bare.perSecond), p50, p99])
}

function row(cells: readonly (string | undefined)[]): string {
  return cells
    .map((cell = '', i) => (i === 0 ? cell.padEnd(WIDTHS[i] ?? 0) : cell.padStart(WIDTHS[i] ?? 0)))
    .join('')
    .trimEnd()
}
