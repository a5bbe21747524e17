import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { TableClient } from '@azure/data-tables'
import type { CaseStore } from '../../../src/app/ports.js'
import type { Case } from '../../../src/domain/case/case.js'
import { enter } from '../../../src/domain/triage/entry.js'
import { createCaseStore } from '../../../src/storage/caseStore.js'
import { openTable } from '../../../src/storage/table.js'
import { saraActor, surface } from '../../fixtures/cases.js'
import { auditRowsOf, caseOf, change, listed, recorded, second } from '../auditing.js'
import { type Azurite, emptied, startAzurite } from '../azurite.js'
import { outcomeOf } from '../outcome.js'
import { DAYS, day, ended, endedCase, go, keysIn, retentionOn, watched } from './retaining.js'

describe('the retention of cases', () => {
  let azurite: Azurite
  let table: TableClient
  let store: CaseStore

  before(async () => {
    azurite = await startAzurite()
    table = await openTable(azurite)
    store = createCaseStore(table)
  })
  after(() => azurite.close())
  beforeEach(() => emptied(table))

  const run = (at: Date) => retentionOn(table, () => at).run(go)

  it('deletes a case that was over for so many days, with every row that exists because of it', async () => {
    const c = await endedCase(store, 'a')
    const card = { ...surface, audience: 'helpdesk', conversationType: 'channel' } as const
    await change(store, c.id, stored => ({ ...stored, surfaces: [...stored.surfaces, card] }))
    assert.deepEqual((await keysIn(table)).map(key => key[0]).toSorted(), ['c', 'd', 'e', 'm'])
    assert.equal((await run(day(DAYS))).cases, 0)
    assert.ok(await store.load(c.id))
    assert.deepEqual(await run(day(DAYS + 1)), { cases: 1, failed: 0, people: 0, more: false })
    assert.deepEqual([await keysIn(table), await store.load(c.id)], [[], null])
  })

  it('leaves nothing that leads to a person, while the audit stays whole', async () => {
    const c = await endedCase(store, 'sara-in-the-channel', 3)
    const rows = await auditRowsOf(table)
    assert.equal((await run(day(DAYS + 1))).cases, 1)
    assert.deepEqual(
      (await keysIn(table)).map(key => key[0]),
      ['a', 'a', 'a', 'c'],
    )
    assert.deepEqual(await auditRowsOf(table), rows, 'the records are never written again')
    let all = ''
    for await (const row of table.listEntities()) all += JSON.stringify(row)
    assert.doesNotMatch(all, new RegExp(`sara|${saraActor.name}|f00d`, 'i'))
    const told = await listed(table)
    assert.deepEqual([told.length, told.every(({ broken }) => broken === null)], [3, true])
    assert.equal(new Set(told.map(({ entry }) => entry?.by)).size, 1)
    assert.equal(await store.load(c.id), null)
  })

  it('keeps the end of the chain, so that a last record that is missing is still noticed', async () => {
    const c = await endedCase(store, 'a', 3)
    await run(day(DAYS + 1))
    const last = (await auditRowsOf(table)).at(-1)
    await table.deleteEntity('cases', last?.rowKey ?? '')
    const faults = (await listed(table)).filter(({ broken }) => broken !== null)
    assert.deepEqual(
      faults.map(({ caseId, n, broken }) => [caseId, n, broken]),
      [[c.id, 3, 'missing']],
    )
  })

  it('lets no new case begin the chain anew, and no old save bring the case back', async () => {
    const c = await endedCase(store, 'a', 1)
    const { version = '' } = (await store.load(c.id)) ?? {}
    await run(day(DAYS + 1))
    assert.equal(await store.replace(c, version), 'conflict')
    assert.equal(await store.insert(c), 'conflict')
    assert.equal(await store.load(c.id), null)
  })

  it('keeps what is open, what is over for less, and what was reopened', async () => {
    const open = caseOf(store, 'open')
    await store.insert(open)
    const [recent, reopened] = [
      await endedCase(store, 'recent', 1, second(86_400)),
      await endedCase(store, 'reopened', 1),
    ]
    await change(store, reopened.id, stored => ({ ...stored, phase: open.phase }))
    assert.equal((await run(day(DAYS + 1))).cases, 0)
    for (const { id } of [open, recent, reopened]) assert.ok(await store.load(id))
    assert.deepEqual(
      (await keysIn(table)).filter(key => key.startsWith('e~')),
      [`e~2026-11-24~${recent.id}`],
    )
  })

  it('counts from the last end of a case', async () => {
    const c = await endedCase(store, 'a')
    await change(store, c.id, stored => ({ ...stored, phase: c.phase }))
    await change(store, c.id, stored => ended(stored, day(10).toISOString()))
    assert.equal((await run(day(DAYS + 1))).cases, 0)
    assert.deepEqual(
      (await keysIn(table)).filter(key => key.startsWith('e~')),
      [`e~2026-12-03~${c.id}`],
    )
    assert.equal((await run(day(DAYS + 11))).cases, 1)
  })

  it('takes a case from the board that could not leave it when it ended', async () => {
    const c = await endedCase(store, 'a')
    const left: string[] = []
    const board = { remove: async (id: string, revision: number) => void left.push(`${id} ${revision}`) }
    const now = () => day(DAYS + 1)
    const triage = { ...enter(c, 'asked', second(1)).triage, listed: 'an entry' } as NonNullable<Case['triage']>
    await change(store, c.id, stored => ({ ...stored, triage }))
    const away = { remove: () => Promise.reject(new Error('the board is away')) }
    assert.deepEqual((await retentionOn(table, now, { board: away }).run(go)).failed, 1)
    assert.ok(await store.load(c.id))
    assert.deepEqual((await retentionOn(table, now, { board }).run(go)).cases, 1)
    assert.deepEqual(left, [`${c.id} ${c.revision}`])
  })

  it('deletes nothing of a case that is reopened at the last moment', async () => {
    const c = await endedCase(store, 'a', 2)
    const keys = await keysIn(table)
    const late = await openTable(azurite)
    late.pipeline.addPolicy({
      name: 'reopening',
      async sendRequest(request, next) {
        if (request.url.endsWith('$batch') && request.body?.toString().includes('DELETE '))
          await change(store, c.id, stored => ({ ...stored, phase: c.phase }))
        return next(request)
      },
    })
    const result = await retentionOn(late, () => day(DAYS + 1)).run(go)
    assert.deepEqual([result.cases, result.failed], [0, 0])
    assert.equal((await store.load(c.id))?.case.phase.name, 'intake')
    assert.deepEqual((await keysIn(table)).filter(key => !key.startsWith('o~')).toSorted(), [...keys].toSorted())
    assert.equal((await store.open(c.owner)).length, 1)
    assert.deepEqual(
      (await listed(table)).map(({ entry }) => entry?.by),
      ['a', 'a'],
    )
  })

  it('is done by several instances at once, each case once', async () => {
    for (let i = 0; i < 12; i++) await endedCase(store, `person ${i}`, i % 3)
    const runs = await Promise.all([1, 2, 3].map(() => run(day(DAYS + 1))))
    assert.equal(
      runs.reduce((sum, { cases }) => sum + cases, 0),
      12,
    )
    assert.ok(runs.every(({ failed }) => failed === 0))
    assert.deepEqual(
      (await keysIn(table)).filter(key => !/^[ac]~/.test(key)),
      [],
    )
    assert.ok((await listed(table)).every(({ broken }) => broken === null))
  })

  it('goes on after a run that died with the store, and after one that was stopped', async () => {
    for (let i = 0; i < 4; i++) await endedCase(store, `person ${i}`, 1)
    const dying = await openTable(azurite)
    let deletions = 0
    dying.pipeline.addPolicy({
      name: 'dying',
      async sendRequest(request, next) {
        if (request.url.endsWith('$batch') && ++deletions > 2) throw new Error('the process is gone')
        return next(request)
      },
    })
    const died = await retentionOn(dying, () => day(DAYS + 1)).run(go)
    assert.deepEqual([died.cases + died.failed, died.failed > 0], [4, true])
    const left = (await keysIn(table)).filter(key => key.startsWith('k~'))
    assert.equal(left.length, died.failed, 'a case is whole, or gone')
    const stopped = AbortSignal.abort()
    assert.deepEqual(await retentionOn(table, () => day(DAYS + 1)).run(stopped), {
      ...{ cases: 0, failed: 0, people: 0, more: true },
    })
    assert.equal((await run(day(DAYS + 1))).cases, died.failed)
    assert.deepEqual(
      (await keysIn(table)).filter(key => !/^[ac]~/.test(key)),
      [],
    )
  })

  it('does a bounded part at a time, and lets a case that cannot be read hold up no other', async () => {
    const [broken] = [await endedCase(store, 'broken'), await endedCase(store, 'b'), await endedCase(store, 'c')]
    for (let i = 0; i < 6; i++) await endedCase(store, `person ${i}`)
    await table.updateEntity({ partitionKey: 'cases', rowKey: `c~${broken.id}`, json0: '{"schema":99}' }, 'Replace')
    const retention = retentionOn(table, () => day(DAYS + 1), { most: 4 })
    const runs = [await retention.run(go), await retention.run(go), await retention.run(go)]
    assert.deepEqual(
      runs.map(({ more }) => more),
      [true, true, false],
    )
    assert.equal(
      runs.reduce((sum, { cases }) => sum + cases, 0),
      8,
    )
    assert.equal(
      runs.reduce((sum, { failed }) => sum + failed, 0),
      1,
    )
    assert.deepEqual(
      (await keysIn(table)).filter(key => /^[ce]~/.test(key)),
      [`c~${broken.id}`, `e~2026-11-23~${broken.id}`],
    )
    assert.equal((await retention.run(go)).failed, 1, 'it is tried again')
  })

  it('touches no case that is not due: as many requests with forty kept cases as with none', async () => {
    await run(day(0))
    const requests = watched(table)
    await run(day(0))
    const none = [...requests]
    for (let i = 0; i < 20; i++) await endedCase(store, `ended ${i}`)
    for (let i = 0; i < 20; i++)
      assert.equal(outcomeOf(await store.insert(recorded(caseOf(store, `open ${i}`), second(1)))), 'saved')
    requests.length = 0
    await run(day(0))
    assert.deepEqual(requests, none)
    assert.equal(none.length, 6)
  })
})
