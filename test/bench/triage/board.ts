/** The answer to an agent who types "triage", beside 100,000 closed cases and beside none, and the rows of the board merely read. */
import type { Screen } from '../../../src/app/ports.js'
import { checks } from '../../../src/checks/index.js'
import { PER_PAGE } from '../../../src/domain/triage/board/boardPage.js'
import { RowClient } from '../../../src/storage/rowClient.js'
import type { Stores } from '../../../src/storage/stores.js'
import { openTable } from '../../../src/storage/table.js'
import { chunksOf, toJson } from '../../../src/storage/tableRows.js'
import { type Instance, personIn, startWorld } from '../../app/world.js'
import { casesByPhase } from '../../fixtures/cases.js'
import { view } from '../../fixtures/library.js'
import { asked, withHelpdesk } from '../../fixtures/triage.js'
import { type Azurite, startAzurite } from '../../storage/azurite.js'
import { entryOf, hashOf } from '../../storage/triage/entries.js'
import { Sample } from '../load.js'
import { aim } from '../table.js'

const CLOSED = 100_000
const SIZES = [100, 1_000, 10_000]
const RUNS = 30
const WITHIN_MS = 1_000

export async function compareBoard(): Promise<string> {
  const [full, empty] = [await startAzurite(), await startAzurite()]
  const worlds = [await startWorld(full), await startWorld(empty)]
  try {
    const began = performance.now()
    await addClosed(full)
    const filling = (performance.now() - began) / 1000
    const answers = worlds.map(world => asking(world.instance('bench', withHelpdesk)))
    const [besideClosed, besideNone] = answers
    if (!besideClosed || !besideNone) throw new Error('There is nobody to ask')
    const rows = new RowClient(await openTable(full, { table: 'board' }))
    const measured: Measured[] = []
    let open = 0
    for (const size of SIZES) {
      await fill(worlds, { from: open, to: size })
      open = size
      measured.push(await measure(size, { full: besideClosed, empty: besideNone, rows }))
    }
    return report(measured, filling)
  } finally {
    await Promise.all([...worlds, full, empty].map(one => one.close()))
  }
}

const IN_TRANSACTION = 100
const IN_PARTITION = 1_000

/** In partitions of their own: for each row that it writes, the emulator looks at every row of the partition. Whoever lists looks at all of them anyway. */
async function addClosed(azurite: Azurite): Promise<void> {
  const client = new RowClient(await openTable(azurite))
  const { closed } = casesByPhase(checks)
  for (let from = 0; from < CLOSED; from += IN_TRANSACTION) {
    const partitionKey = `cases-${Math.floor(from / IN_PARTITION)}`
    const rows = Array.from({ length: IN_TRANSACTION }, (_, i) => {
      const id = hashOf(`closed ${from + i}`)
      return { partitionKey, rowKey: `c~${id}`, ...chunksOf(toJson({ ...closed, id })) }
    })
    await client.commit(rows.map(row => ({ kind: 'insert', row })))
  }
}

async function fill(all: readonly Stores[], { from, to }: { from: number; to: number }): Promise<void> {
  const entries = Array.from({ length: to - from }, (_, i) => entryOf(from + i))
  await Promise.all(all.flatMap(({ board }) => entries.map(entry => board.put(entry))))
  // The oldest are the ones that are listed.
  const listed = entries.filter(({ number }) => number !== null && number < PER_PAGE)
  await Promise.all(all.flatMap(({ store }) => listed.map(({ id }) => store.insert({ ...asked(), id }))))
}

const VARIANTS = ['full', 'empty', 'bare'] as const

interface Measured {
  readonly size: number
  readonly bytes: number
  readonly samples: Readonly<Record<(typeof VARIANTS)[number], Sample>>
}

interface Boards {
  readonly full: (size: number) => Promise<void>
  readonly empty: (size: number) => Promise<void>
  readonly rows: RowClient
}

/** By turns, so that whatever else the machine does hits all; the first turns open connections and are not counted. */
async function measure(size: number, { full, empty, rows }: Boards): Promise<Measured> {
  let bytes = 0
  const turns = {
    full: () => full(size),
    empty: () => empty(size),
    bare: async () => {
      bytes = 0
      for await (const page of rows.pages("PartitionKey eq 'board'")) {
        for (const row of page) for (const value of Object.values(row)) bytes += String(value).length
      }
    },
  }
  const samples = { full: new Sample(), empty: new Sample(), bare: new Sample() }
  for (const name of VARIANTS) await turns[name]()
  for (let i = 0; i < RUNS; i++) for (const name of VARIANTS) await samples[name].take([turns[name]], 1)
  return { size, bytes, samples }
}

/** Types "triage" for an agent, and draws the card that is the answer: counts of everything, and the cases of ten. */
function asking({ app, chat }: Instance): (size: number) => Promise<void> {
  const helen = personIn('helen')
  let turns = 0
  return async size => {
    turns += 1
    await app.say({ ...helen, activity: `asked ${turns}` }, 'triage', false)
    const { screen } = chat
    chat.drawn.length = 0
    demandAll(screen, size)
    view.card(screen, helen.surface)
  }
}

/** Whoever does not show all of them does not count. */
function demandAll(screen: Screen, size: number): void {
  if (screen.kind !== 'board') throw new Error(`The answer is ${screen.kind}`)
  const { board, rows } = screen
  const counted = board.turns.reduce((sum, { count }) => sum + count, 0)
  const isComplete = counted === size && rows.length === board.rows.length && rows[0]?.entry.number === 0
  if (!isComplete || rows.some(row => row.case === null)) throw new Error(`${counted} of ${size} cases were shown`)
}

function report(measured: readonly Measured[], filling: number): string {
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(14) : cell.padStart(17))).join('')
  const ms = (sample: Sample, share: number) => sample.percentile(share).toFixed(1)
  const times = (a: Sample, b: Sample) => `${(a.percentile(0.5) / b.percentile(0.5)).toFixed(2)} ×`
  const rows = measured.map(({ size, bytes, samples: { full, empty, bare } }) => {
    const [own, others] = [
      [ms(full, 0.5), ms(full, 0.95)],
      [ms(empty, 0.5), ms(bare, 0.5)],
    ]
    return line([
      `${size.toLocaleString('en')} open`,
      ...own,
      ...others,
      times(full, empty),
      times(full, bare),
      String(bytes),
    ])
  })
  const largest = measured.at(-1)
  return [
    line(['', 'p50 ms', 'p95 ms', 'no closed p50', 'merely read p50', ': no closed', ': merely read', 'characters']),
    ...rows,
    '',
    ...(largest ? aims(largest) : []),
    '',
    `An agent types "triage" and gets the card, with counts of all and the cases of ten, beside ${CLOSED.toLocaleString('en')} closed cases in Azure Table (Azurite),`,
    `which took ${filling.toFixed(0)} s to make up, and beside none. Merely read: the same rows, without their content. ${RUNS} runs by turns.`,
  ].join('\n')
}

function aims({ size, samples: { full, empty } }: Measured): string[] {
  const slowest = full.percentile(0.95)
  const reached = slowest <= WITHIN_MS ? 'reached' : 'not reached'
  return [
    `aim ${size.toLocaleString('en')} open, p95, at most ${WITHIN_MS} ms: ${slowest.toFixed(0)} ms, ${reached}`,
    aim('beside closed cases : beside none', full.percentile(0.5) / empty.percentile(0.5), { most: 1.25 }),
  ]
}
