import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { StoredCase } from '../../../src/app/ports.js'
import type { Case } from '../../../src/domain/case/case.js'
import { openStores, type Stores } from '../../../src/storage/stores.js'
import { cancelled } from '../../fixtures/cases.js'
import { backlog, rightsOf } from '../../fixtures/facts.js'
import { asked, checkOfSara, inHelpdesk } from '../../fixtures/triage.js'
import { type Azurite, startAzurite } from '../azurite.js'

const lacking = { rights: [rightsOf('router', { sendAs: [] })], backlog: backlog(3, 60) } as const

let azurite: Azurite
let stores: Stores
before(async () => {
  azurite = await startAzurite()
  stores = await openStores(azurite)
})
after(() => azurite.close())

const named = (thisCase: Case, name: string, root: string): Case => {
  const { shared } = thisCase
  assert.ok(shared)
  return { ...thisCase, id: `${name}-0123456789`, shared: { ...shared, root } }
}

async function saved(thisCase: Case): Promise<StoredCase> {
  const stored = await stores.store.insert(thisCase)
  assert.ok(stored !== 'conflict')
  return stored
}

async function changed(before: StoredCase, thisCase: Case): Promise<StoredCase> {
  const stored = await stores.store.replace(thisCase, before.version)
  assert.ok(stored !== 'conflict')
  return stored
}

const idsOf = async (root: string, most?: number) => (await stores.groups.members(root, most)).map(({ id }) => id[0])

describe('cases with one cause, on Azure Table', () => {
  it('are listed by their numbers, those without one last, and as many as are wanted', async () => {
    const [check, triaged] = [checkOfSara(lacking), asked(lacking)]
    const { triage } = triaged
    assert.ok(triage)
    await saved(named(check, 'a', 'order'))
    await saved(named({ ...triaged, triage: { ...triage, number: 10 } }, 'b', 'order'))
    await saved(named({ ...triaged, triage: { ...triage, number: 9 } }, 'c', 'order'))
    await saved(named(check, 'd', 'order2'))
    assert.deepEqual(await idsOf('order'), ['c', 'b', 'a'])
    assert.deepEqual(await idsOf('order', 1), ['c'])
    assert.deepEqual(await idsOf('orde'), [])
  })

  it('follow each save of the case: its number, its mail, another cause, its end', async () => {
    const first = await saved(named(checkOfSara(lacking), 'e', 'follow'))
    const numbered = await changed(first, named(asked(lacking), 'e', 'follow'))
    assert.deepEqual(
      (await stores.groups.members('follow')).map(({ number, waiting }) => [number, waiting]),
      [[1, 3]],
    )
    const more = await changed(numbered, named(asked({ ...lacking, backlog: backlog(8, 90) }), 'e', 'follow'))
    assert.deepEqual(
      (await stores.groups.members('follow')).map(({ waiting }) => waiting),
      [8],
    )
    const loaded = await stores.store.load('e-0123456789')
    assert.ok(loaded && loaded.version === more.version)
    const other = await changed(loaded, named(asked(lacking), 'e', 'another'))
    assert.deepEqual([await idsOf('follow'), await idsOf('another')], [[], ['e']])
    await changed(other, named(inHelpdesk(asked(lacking), cancelled()), 'e', 'another'))
    assert.deepEqual(await idsOf('another'), [])
  })

  it('hold nothing personal', async () => {
    await saved(named(checkOfSara(lacking), 'f', 'private'))
    assert.doesNotMatch(JSON.stringify(await stores.groups.members('private')), /sara|contoso/i)
  })

  it('know when the cause was last seen to be gone', async () => {
    assert.equal(await stores.groups.goneAt('marked'), null)
    await stores.groups.markGone('marked', '2026-11-23T10:00:00.000Z')
    await stores.groups.markGone('marked', '2026-11-23T11:00:00.000Z')
    assert.equal(await stores.groups.goneAt('marked'), '2026-11-23T11:00:00.000Z')
    assert.deepEqual(await idsOf('marked'), [])
  })
})
