import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { TableClient } from '@azure/data-tables'
import type { Board } from '../../../src/app/ports.js'
import type { BoardEntry } from '../../../src/domain/triage/boardEntry.js'
import { openTable } from '../../../src/storage/table.js'
import { createBoard } from '../../../src/storage/triage/boardBuckets.js'
import { collect } from '../../tools/collect.js'
import { type Azurite, startAzurite } from '../azurite.js'
import { startWithholding } from '../withholding.js'
import { entryOf, hashOf } from './entries.js'

const byId = (a: BoardEntry, b: BoardEntry) => (a.id < b.id ? -1 : 1)

describe("the helpdesk's board on Azure Table", () => {
  let azurite: Azurite
  let table: TableClient
  let time: number
  let requests: string[] = []
  const now = () => new Date(time)
  before(async () => {
    azurite = await startAzurite()
    table = await openTable(azurite, { table: 'board' })
    table.pipeline.addPolicy({
      name: 'noting',
      sendRequest: (request, next) => {
        requests.push(request.method)
        return next(request)
      },
    })
  })
  after(() => azurite.close())
  beforeEach(async () => {
    time = Date.parse('2026-11-23T10:00:00Z')
    for (const { partitionKey = '', rowKey = '' } of await rows()) await table.deleteEntity(partitionKey, rowKey)
  })

  const rows = () => collect(table.listEntities<Record<string, unknown>>())
  const rawOf = async () => JSON.stringify(await rows())
  const listed = async (board: Board) => (await board.list()).toSorted(byId)
  /** So many other cases of the same bucket. */
  const neighborsOf = (id: string, count: number): readonly BoardEntry[] => {
    const bucket = (of: string) => createHash('sha256').update(of).digest('hex').slice(0, 2)
    const found: BoardEntry[] = []
    for (let i = 1000; found.length < count; i++) if (bucket(entryOf(i).id) === bucket(id)) found.push(entryOf(i))
    return found
  }

  it('lists what was put, and nothing when nothing was', async () => {
    const board = createBoard(table)
    assert.deepEqual(await board.list(), [])
    const open = [entryOf(1), entryOf(2, { cause: null, number: null, organization: 'https://müller.example/ 🗻' })]
    for (const entry of open) await board.put(entry)
    assert.deepEqual(await listed(board), open.toSorted(byId))
    assert.deepEqual(await listed(createBoard(table)), open.toSorted(byId))
  })

  it('takes the newer of two entries, whichever comes first', async () => {
    const board = createBoard(table)
    const [old, newer] = [entryOf(1, { revision: 3 }), entryOf(1, { revision: 4, turn: 'sender' })]
    await board.put(newer)
    await board.put(old)
    assert.deepEqual(await board.list(), [newer])
    const newest = { ...newer, revision: 12 }
    await board.put(newest)
    assert.deepEqual(await board.list(), [newest])
  })

  it('takes a change within a revision, and writes nothing where nothing has changed', async () => {
    const board = createBoard(table)
    const entry = entryOf(1, { posted: false })
    await board.put(entry)
    await board.put({ ...entry, posted: true })
    assert.deepEqual(await board.list(), [{ ...entry, posted: true }])
    requests = []
    await board.put({ ...entry, posted: true })
    assert.deepEqual(requests, ['GET'])
  })

  it('does not bring back what was removed because an older entry comes late', async () => {
    const [board, late] = [createBoard(table, now), createBoard(table, now)]
    const entry = entryOf(1, { revision: 7 })
    await board.put(entry)
    await board.remove(entry.id, 7)
    // Of a case that never was on the board, too: its first entry is late.
    await board.remove(entryOf(2).id, 9)
    for (const revision of [6, 7]) await late.put({ ...entry, revision })
    await late.put(entryOf(2, { revision: 8 }))
    assert.deepEqual(await board.list(), [])
    const again = { ...entry, revision: 8 }
    await late.put(again)
    assert.deepEqual(await board.list(), [again])
    await board.remove(entry.id, 7)
    assert.deepEqual(await board.list(), [again])
  })

  it('keeps nothing of what was removed an hour ago', async () => {
    const board = createBoard(table, now)
    const entry = entryOf(1)
    const [neighbor = assert.fail()] = neighborsOf(entry.id, 1)
    await board.put(entry)
    await board.remove(entry.id, entry.revision)
    time += 3_500_000
    await board.put(neighbor)
    assert.match(await rawOf(), new RegExp(entry.id))
    assert.doesNotMatch(await rawOf(), new RegExp(entry.address))
    time += 200_000
    await board.put({ ...neighbor, revision: 8 })
    assert.doesNotMatch(await rawOf(), new RegExp(entry.id))
    assert.deepEqual(await board.list(), [{ ...neighbor, revision: 8 }])
  })

  it('loses nothing of what several instances put and remove at once', async () => {
    const boards = [createBoard(table), createBoard(table), createBoard(table)]
    // In one row, and in many.
    const all = [...neighborsOf('any', 20), ...Array.from({ length: 20 }, (_, i) => entryOf(i))]
    const [gone, kept] = [all.filter((_, i) => i % 4 === 0), all.filter((_, i) => i % 4 !== 0)]
    const writes = all.flatMap((entry, i) =>
      [5, 2, 9, 1, 7].map((revision, at) => () => boards[(i + at) % 3]?.put({ ...entry, revision })),
    )
    const removals = gone.map(
      ({ id }, i) =>
        () =>
          boards[i % 3]?.remove(id, 9),
    )
    await Promise.all([...writes, ...removals].map(write => write()))
    assert.deepEqual(await listed(createBoard(table)), kept.map(entry => ({ ...entry, revision: 9 })).toSorted(byId))
  })

  for (const count of [10_000, 50_000]) {
    it(`holds ${count} cases, within the limits of a row, and lists them with one request`, async () => {
      const board = createBoard(table)
      const all = Array.from({ length: count }, (_, i) => entryOf(i))
      await Promise.all(all.map(entry => board.put(entry)))
      requests = []
      assert.deepEqual(await listed(board), all.toSorted(byId))
      assert.deepEqual(requests, ['GET'])
      const sizes = (await rows()).map(row => Object.values(row).map(value => String(value).length))
      // A property holds 64 KiB, a row 1 MiB, both in UTF-16.
      assert.ok(sizes.every(lengths => Math.max(...lengths) <= 32_768))
      assert.ok(sizes.every(lengths => lengths.reduce((sum, length) => sum + length, 0) < 400_000))

      const gone = all.filter((_, i) => i % 2 === 0)
      const kept = all.filter((_, i) => i % 2 === 1).map(entry => ({ ...entry, revision: 8, held: 3 }))
      await Promise.all([...gone.map(({ id }) => board.remove(id, 8)), ...kept.map(entry => board.put(entry))])
      assert.deepEqual(await listed(board), kept.toSorted(byId))
    })
  }

  it('writes what came in the meantime together', async () => {
    const board = createBoard(table)
    const entry = entryOf(1)
    requests = []
    await Promise.all([1, 2, 3, 4, 5, 6].map(revision => board.put({ ...entry, revision })))
    // The first one finds the others waiting.
    assert.deepEqual(requests, ['GET', 'POST'])
    assert.deepEqual(await board.list(), [{ ...entry, revision: 6 }])
  })

  it('has an entry once, although the answer to its write was lost', async () => {
    const proxy = await startWithholding(azurite)
    try {
      const late = await openTable(proxy, { table: 'board', patienceMs: 300 })
      late.pipeline.addPolicy({
        name: 'losing',
        sendRequest: (request, next) => {
          if (request.method === 'PUT') proxy.withhold(1)
          return next(request)
        },
      })
      const board = createBoard(late)
      const entry = entryOf(3)
      await board.put({ ...entry, revision: 1 })
      await board.put(entry)
      assert.equal(proxy.withheld, 1)
      assert.deepEqual(await board.list(), [entry])
    } finally {
      await proxy.close()
    }
  })

  it('says that it cannot be reached, and goes on when it can', async () => {
    const proxy = await startWithholding(azurite)
    try {
      const board = createBoard(await openTable(proxy, { table: 'board', patienceMs: 100 }))
      proxy.withhold(Number.POSITIVE_INFINITY)
      await assert.rejects(board.put(entryOf(1)), /did not answer in time/)
      await assert.rejects(board.remove(hashOf('x'), 1), /did not answer in time/)
      await assert.rejects(board.list(), /did not answer in time/)
      proxy.withhold(0)
      await board.put(entryOf(1))
      assert.deepEqual(await board.list(), [entryOf(1)])
    } finally {
      await proxy.close()
    }
  })
})
