import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { TableClient } from '@azure/data-tables'
import type { CaseStore } from '../../../src/app/ports.js'
import type { Case } from '../../../src/domain/case/case.js'
import { withAuditLine } from '../../../src/domain/repair/auditTrail.js'
import { createCaseStore } from '../../../src/storage/caseStore.js'
import { openTable } from '../../../src/storage/table.js'
import { saraActor } from '../../fixtures/cases.js'
import { auditRowsOf, caseOf, change, listed, second, written } from '../auditing.js'
import { type Azurite, emptied, startAzurite } from '../azurite.js'

const SARA = '5f1a3c1e-7b1d-4d0a-9a55-0c6f2f1b0a20'
const ADMIN = '9e2d7c41-0b5a-4e63-8f17-3a6c5d8e2b04'
const MAILBOX = '1c9b2f70-64d3-4b0e-a8f5-7d2e9c3b1a66'

describe('the permanent audit', () => {
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

  const by = (aadObjectId: string) => (c: Case) => {
    const at = second(c.audit.length + 1)
    const record = { ...written, changes: [`mailbox ${MAILBOX}: testemail false → true`] }
    return withAuditLine(c, { at, by: { ...saraActor, aadObjectId }, what: 'repair', record })
  }
  const saved = async (id: string, people: readonly string[]) => {
    const c = caseOf(store, id)
    await store.insert(c)
    for (const person of people) await change(store, c.id, by(person))
    return c
  }
  const storedText = async () => JSON.stringify(await auditRowsOf(table))
  const names = (all: Awaited<ReturnType<typeof listed>>) => all.map(({ entry }) => entry?.by)

  it('holds pseudonyms, while the listing names people as long as their case is kept', async () => {
    const c = await saved('a', [SARA, ADMIN])
    assert.doesNotMatch(await storedText(), new RegExp([SARA, ADMIN, MAILBOX, written.plan].join('|')))
    const all = await listed(table)
    assert.deepEqual(names(all), [SARA, ADMIN])
    assert.deepEqual(
      all.map(({ entry }) => entry),
      (await store.load(c.id))?.case.audit,
    )
    assert.ok(all.every(({ broken }) => broken === null))
  })

  it('has one pseudonym for a person within a case, across saves and instances, and another one in another case', async () => {
    const c = await saved('a', [SARA, ADMIN])
    await change(createCaseStore(table), c.id, by(SARA.toUpperCase()))
    await saved('b', [SARA])
    const [first, second, third, other] = names(await listed(table, { pseudonyms: true })).toSorted()
    assert.equal(new Set([first, second, third, other]).size, 3)
    const ofCase = names(await listed(table, { pseudonyms: true, caseId: c.id }))
    assert.equal(ofCase[0], ofCase[2])
    assert.notEqual(ofCase[0], ofCase[1])
    for (const name of ofCase) assert.match(name ?? '', /^pseudonym-[0-9a-f]{32}$/)
  })

  it('of two instances that write at once has one key', async () => {
    const c = await saved('a', [])
    const write = async (writer: CaseStore) => {
      while ((await change(writer, c.id, by(SARA))) === 'conflict');
    }
    await Promise.all([store, createCaseStore(table), createCaseStore(table)].map(write))
    assert.equal(new Set(names(await listed(table, { pseudonyms: true }))).size, 1)
    assert.deepEqual(names(await listed(table)), [SARA, SARA, SARA])
  })

  it('names nobody once the key is gone, and is still whole', async () => {
    const c = await saved('a', [SARA, ADMIN])
    await table.deleteEntity('cases', `k~${c.id}`)
    const all = await listed(table)
    assert.ok(all.every(({ entry, broken }) => broken === null && entry?.by.startsWith('pseudonym-')))
    assert.doesNotMatch(JSON.stringify(all), new RegExp([SARA, ADMIN, MAILBOX].join('|')))
    // The key was random, so nobody can find out who is meant by trying all people.
    assert.match(all[0]?.entry?.record.changes[0] ?? '', /^mailbox pseudonym-[0-9a-f]{32}: testemail false → true$/)
  })

  it('goes on after records of an earlier version, which named people, and leaves those as they are', async () => {
    const c = await saved('a', [SARA])
    const [row] = await auditRowsOf(table)
    assert.ok(row)
    // What the earlier version would have written: the entry as it is, and no key.
    const json0 = JSON.stringify((await store.load(c.id))?.case.audit[0]).replaceAll('→', '\\u2192')
    const content = JSON.stringify([row.before, row.previous, row.rowKey, json0])
    const chain = createHash('sha256').update(content).digest('hex')
    await table.updateEntity({ ...row, json0, chain }, 'Replace')
    await table.updateEntity({ partitionKey: 'cases', rowKey: `c~${c.id}`, auditChain: chain }, 'Merge')
    await table.deleteEntity('cases', `k~${c.id}`)
    await change(store, c.id, by(ADMIN))
    const all = await listed(table)
    assert.deepEqual(names(all), [SARA, ADMIN])
    assert.ok(all.every(({ broken }) => broken === null))
    assert.ok((await storedText()).includes(SARA))
    assert.ok(!(await storedText()).includes(ADMIN))
  })
})
