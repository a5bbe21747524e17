import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { TableClient } from '@azure/data-tables'
import type { CaseStore } from '../../../src/app/ports.js'
import { checks } from '../../../src/checks/index.js'
import type { Case, Surface } from '../../../src/domain/case/case.js'
import { createCaseStore } from '../../../src/storage/caseStore.js'
import { openTable } from '../../../src/storage/table.js'
import { casesByPhase, surface } from '../../fixtures/cases.js'
import { collect } from '../../tools/collect.js'
import { caseOf, change } from '../auditing.js'
import { type Azurite, startAzurite } from '../azurite.js'

const ROOT = '19:triage@thread.tacv2'
const { activityId: _none, ...place } = surface
const card = (activityId?: string, changes: Partial<Surface> = {}): Surface => ({
  ...place,
  audience: 'helpdesk',
  channelId: 'msteams',
  conversationType: 'channel',
  conversationId: ROOT,
  ...(activityId && { activityId }),
  ...changes,
})

describe('the threads of cards on Azure Table', () => {
  let azurite: Azurite
  let table: TableClient
  let store: CaseStore
  before(async () => {
    azurite = await startAzurite()
    table = await openTable(azurite)
    store = createCaseStore(table)
  })
  after(() => azurite.close())

  const found = (activityId: string) => store.caseOfThread('msteams', `${ROOT};messageid=${activityId}`)
  const threadRows = async () =>
    (await collect(table.listEntities())).filter(({ rowKey = '' }) => rowKey.startsWith('m~'))
  const inserted = async (id: string, surfaces: readonly Surface[]): Promise<Case> => {
    const c = { ...caseOf(store, id), surfaces }
    assert.notEqual(await store.insert(c), 'conflict')
    return c
  }
  const shown = (c: Case, ...surfaces: readonly Surface[]) =>
    change(store, c.id, before => ({ ...before, surfaces, revision: before.revision + 1 }))

  it('lead to their case, from the save on that says which message carries the card', async () => {
    const c = await inserted('saved', [surface, card()])
    assert.equal(await found('101'), null)
    assert.equal(await shown(c, surface, card('101')), 'saved')
    assert.equal(await found('101'), c.id)
    const opened = await inserted('opened', [card('102')])
    assert.equal(await found('102'), opened.id)
  })

  it('lead to no case from elsewhere', async () => {
    await inserted('here', [card('201')])
    for (const [channelId, conversationId] of [
      ['msteams', ROOT],
      ['msteams', `${ROOT};messageid=`],
      ['msteams', `${ROOT};messageid=2011`],
      ['msteams', '19:other@thread.tacv2;messageid=201'],
      ['msteams', ';messageid=201'],
      ['webchat', `${ROOT};messageid=201`],
      ['msteams', `${ROOT};messageid=201' or '1' eq '1`],
      ['msteams', ''],
    ] as const) {
      assert.equal(await store.caseOfThread(channelId, conversationId), null, conversationId)
    }
  })

  it('are only those of the helpdesk’s cards in a channel that are no reply themselves', async () => {
    const rows = (await threadRows()).length
    const others = [
      { audience: 'user' } as const,
      { conversationType: 'groupChat' } as const,
      { conversationType: 'personal' } as const,
      { conversationId: `${ROOT};messageid=300` },
    ]
    const c = await inserted(
      'others',
      others.map(changes => card('301', changes)),
    )
    assert.deepEqual([await found('301'), await found('300')], [null, null])
    await shown(c, ...others.map(changes => card('302', changes)))
    assert.equal((await threadRows()).length, rows)
  })

  it('follow the card to another message: it moved, or was gone and sent anew', async () => {
    const c = await inserted('moving', [card('401')])
    assert.equal(await shown(c, card(undefined, { sentAnew: true })), 'saved')
    assert.equal(await found('401'), null)
    assert.equal(await shown(c, card('402', { sentAnew: true })), 'saved')
    assert.equal(await shown(c, card('403', { retires: ['402'] })), 'saved')
    assert.deepEqual([await found('402'), await found('403')], [null, c.id])
    assert.equal(await shown(c, surface), 'saved')
    assert.equal(await found('403'), null)
  })

  it('are as many as there are cards', async () => {
    const c = await inserted('two', [card('501'), card('502', { conversationId: '19:second@thread.tacv2' })])
    const second = () => store.caseOfThread('msteams', '19:second@thread.tacv2;messageid=502')
    assert.deepEqual([await found('501'), await second()], [c.id, c.id])
    await shown(c, card('503'), card('502', { conversationId: '19:second@thread.tacv2' }))
    assert.deepEqual([await found('501'), await found('503'), await second()], [null, c.id, c.id])
  })

  it('lead to a case that is over', async () => {
    const c = await inserted('over', [card('601')])
    for (const name of ['resolved', 'closed'] as const) {
      const { phase } = casesByPhase(checks)[name]
      assert.equal(await change(store, c.id, before => ({ ...before, phase, pending: [] })), 'saved')
      assert.equal(await found('601'), c.id)
    }
  })

  it('are written when they change, not with every save', async () => {
    const c = await inserted('quiet', [card('701')])
    const [before] = (await threadRows()).filter(row => row.caseId === c.id)
    let saved = await store.load(c.id)
    for (const waited of [1, 2]) {
      assert.ok(saved)
      const next = await store.replace({ ...saved.case, waited }, saved.version)
      assert.ok(next !== 'conflict')
      saved = next
    }
    assert.deepEqual(
      (await threadRows()).filter(row => row.caseId === c.id),
      [before],
    )
    assert.deepEqual(saved, await store.load(c.id))
  })

  it('get their row with the next save of a case that was stored before there were such rows', async () => {
    const c = await inserted('older', [card('801')])
    const { rowKey = '' } = (await threadRows()).find(row => row.caseId === c.id) ?? {}
    await table.deleteEntity('cases', rowKey)
    const { threads, ...row } = await table.getEntity<Record<string, unknown>>('cases', `c~${c.id}`)
    assert.ok(threads)
    await table.updateEntity({ ...row, partitionKey: 'cases', rowKey: `c~${c.id}` }, 'Replace')
    assert.equal(await change(store, c.id, before => ({ ...before, waited: 1 })), 'saved')
    assert.equal(await found('801'), c.id)
    assert.equal(await shown(c, surface), 'saved')
    assert.equal(await found('801'), null)
  })

  it('do not change when the save of the case is refused', async () => {
    const c = await inserted('refused', [card('901')])
    const { version = '' } = (await store.load(c.id)) ?? {}
    assert.equal(await change(store, c.id, before => ({ ...before, waited: 1 })), 'saved')
    assert.equal(await store.replace({ ...c, surfaces: [card('902')] }, version), 'conflict')
    assert.deepEqual([await found('901'), await found('902')], [c.id, null])
  })
})
