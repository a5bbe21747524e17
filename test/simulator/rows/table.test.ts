import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compare, type Order, sorted } from '../query/compare.js'
import { allOf, anyOf, equals, type Filter, rowsMatching } from '../query/filter.js'
import { Database, type Row, type Table, type Value } from './database.js'
import { guid } from './rows.js'

const NAMES: readonly Value[] = ['Ann', 'ANN', 'bob', '', null, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z']
const COLUMNS = ['fullname', 'domainname'] as const

const value = fc.constantFrom(...NAMES)
const column = fc.constantFrom(...COLUMNS)
const id = fc.nat({ max: 6 }).map(number => guid(`user ${number}`))
const write = fc.record({ what: fc.constantFrom('insert', 'update', 'remove'), id, column, value })
type Write = typeof write extends fc.Arbitrary<infer W> ? W : never

function perform(table: Table, { what, id: systemuserid, column: name, value: given }: Write): void {
  if (what === 'insert') table.insert({ systemuserid, [name]: given })
  else if (what === 'remove') table.remove(systemuserid)
  else if (table.find(systemuserid)) table.update(systemuserid, { [name]: given })
}

function rollBack(db: Database, writes: readonly Write[]): void {
  const work = () => {
    for (const one of writes) perform(db.table('systemuser'), one)
    throw new Error('roll back')
  }
  assert.throws(() => db.transaction(work), /roll back/)
}

const idsOf = (rows: Iterable<Row>) => [...rows].map(({ systemuserid }) => String(systemuserid)).toSorted()

describe('the index of a column', () => {
  it('has the same rows as a full scan, after any writes, whether kept or rolled back', () => {
    const writes = fc.array(write, { maxLength: 30 })
    fc.assert(
      fc.property(writes, writes, writes, (before, undone, after) => {
        const db = new Database(['systemuser'], () => new Date())
        const table = db.table('systemuser')
        for (const one of before) perform(table, one)
        table.having('fullname', null)
        rollBack(db, undone)
        table.having('domainname', null)
        for (const one of after) perform(table, one)
        for (const name of COLUMNS)
          for (const wanted of NAMES) {
            const found = table.where(row => compare(row[name] ?? null, wanted) === 0)
            assert.deepEqual(idsOf(table.having(name, wanted)), idsOf(found))
          }
      }),
    )
  })
})

const { filter } = fc.letrec<{ filter: Filter; parts: Filter[]; single: Filter }>(tie => ({
  filter: fc.oneof(
    { depthSize: 'small' },
    tie('single'),
    tie('parts').map(parts => allOf(parts)),
    tie('parts').map(parts => anyOf(parts)),
  ),
  parts: fc.array(tie('filter'), { maxLength: 3 }),
  single: fc.oneof(
    fc.tuple(column, value).map(([name, wanted]) => equals(name, wanted)),
    // A filter that no index helps.
    fc.tuple(column, value).map(([name, no]) => ({ matches: (row: Row) => compare(row[name] ?? null, no) !== 0 })),
  ),
}))

describe('a filter', () => {
  it('finds the same rows with and without indexes', () => {
    fc.assert(
      fc.property(fc.array(write, { maxLength: 20 }), filter, (writes, wanted) => {
        const table = new Database(['systemuser'], () => new Date()).table('systemuser')
        for (const one of writes) perform(table, one)
        assert.deepEqual(idsOf(rowsMatching(table, wanted)), idsOf(table.where(row => wanted.matches(row))))
      }),
    )
  })
})

describe('the first rows in an order', () => {
  it('are the same as after sorting all rows', () => {
    const row: fc.Arbitrary<Row> = fc.record({ fullname: value, accessmode: fc.nat({ max: 3 }) })
    const order: fc.Arbitrary<Order> = fc.record({
      column: fc.constantFrom('fullname', 'accessmode'),
      descending: fc.boolean(),
    })
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 120 }),
        fc.array(order, { maxLength: 2 }),
        fc.nat({ max: 130 }),
        (rows, orders, needed) => {
          const all = rows.toSorted((a, b) => {
            const sign = ({ column: name, descending }: Order) =>
              compare(a[name] ?? null, b[name] ?? null) * (descending ? -1 : 1)
            return orders.map(sign).find(found => found !== 0) ?? 0
          })
          const first = sorted(rows, orders, needed)
          assert.equal(first.length, Math.min(needed, rows.length))
          for (const [i, one] of first.entries()) assert.equal(one, all[i])
        },
      ),
    )
  })
})
