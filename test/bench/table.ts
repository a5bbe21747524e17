import type { Sample } from './load.js'

const WIDTHS = [34, 10, 10, 10, 10, 9, 12, 12, 9, 9]

export const heading = row([
  ...['', 'turns/s', 'p50 ms', 'p95 ms', 'p99 ms', 'samples'],
  ...['bot CPU ms', 'store CPU ms', ': bare', ': table'],
])

/** What turns took, and what they cost the processes that had to do with them, in milliseconds of processor time. */
export interface Measured {
  readonly turns: Sample
  botMs: number
  storeMs: number
}

interface Beside {
  readonly measured: Measured
  /** The bot's processor time is compared with the first one's, the pace with the second one's. */
  readonly samples: Readonly<Record<'bare' | 'table', Measured>>
}

export function figures(name: string, sample: Sample, beside?: Beside): string {
  const times = [0.5, 0.95, 0.99].map(share => sample.percentile(share).toFixed(1))
  return row([
    ...[name, sample.perSecond.toFixed(0), ...times, String(sample.size)],
    ...(beside ? compared(beside) : []),
  ])
}

function compared({ measured, samples: { bare, table } }: Beside): string[] {
  const each = ({ botMs, turns }: Measured) => botMs / turns.size
  return [
    ...[each(measured).toFixed(2), (measured.storeMs / measured.turns.size).toFixed(2)],
    ...[times(each(measured), each(bare)), times(measured.turns.perSecond, table.turns.perSecond)],
  ]
}

/** How many times as much: less is better for the times, more for the turns in a second. */
export function ratio(name: string, ours: Sample, bare: Sample): string {
  const shares = [0.5, 0.95, 0.99].map(share => times(ours.percentile(share), bare.percentile(share)))
  return row([name, times(ours.perSecond, bare.perSecond), ...shares])
}

/** Whether a figure is where it is to be. */
export function aim(
  name: string,
  figure: number,
  bound: { readonly most: number } | { readonly least: number },
): string {
  const reached = 'most' in bound ? figure <= bound.most : figure >= bound.least
  const wanted = 'most' in bound ? `at most ${bound.most} ×` : `at least ${bound.least} ×`
  return `aim ${name}, ${wanted}: ${times(figure, 1)}, ${reached ? 'reached' : 'not reached'}`
}

const times = (a: number, b: number) => `${(a / b).toFixed(2)} ×`

function row(cells: readonly (string | undefined)[]): string {
  return cells
    .map((cell = '', i) => (i === 0 ? cell.padEnd(WIDTHS[i] ?? 0) : cell.padStart(WIDTHS[i] ?? 0)))
    .join('')
    .trimEnd()
}
