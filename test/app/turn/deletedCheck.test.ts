import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Incoming } from '../../../src/app/ports.js'
import type { Case } from '../../../src/domain/case/case.js'
import { openStores } from '../../../src/storage/stores.js'
import { openTable } from '../../../src/storage/table.js'
import { type Azurite, startAzurite } from '../../storage/azurite.js'
import { button, caseOf, type Instance, loner, noteOn, silent, startWorld, type World } from '../world.js'

const DAY_MS = 86_400_000
const LATER = () => new Date(Date.now() + 100 * DAY_MS)

let azurite: Azurite
let world: World
before(async () => {
  azurite = await startAzurite()
  world = await startWorld(azurite)
})
after(async () => {
  await world.close()
  await azurite.close()
})

interface Deleted {
  readonly thisCase: Case
  readonly who: Incoming
  readonly instance: Instance
}

/** A check that was cancelled, and deleted a hundred days later. The instance still remembers it. */
async function deletedCheck(): Promise<Deleted> {
  const instance = world.instance('a')
  const who = loner('sara')
  await instance.app.say({ ...who, activity: `hello of ${who.surface.conversationId}` }, 'stuck in Contoso', false)
  await instance.app.idle()
  const thisCase = caseOf(instance.chat.screen)
  await instance.app.click(who, button(thisCase, 'cancel'))
  await instance.app.idle()
  const { retention } = await openStores(azurite)
  const { cases } = await retention({ days: 90, now: LATER, log: silent }).run(new AbortController().signal)
  assert.equal(cases, 1)
  return { thisCase, who, instance }
}

describe('a check that was deleted', () => {
  it('has a sentence for whoever presses a button of its card, which stays as it is', async () => {
    const { thisCase, who, instance } = await deletedCheck()
    const drawn = instance.chat.drawn.length
    for (const verb of [
      'answer',
      'checkAgain',
      'cancel',
      'show',
      'repair',
      'consent',
      'hold',
      'back',
      'previous',
    ] as const) {
      assert.deepEqual(
        await instance.app.click(who, button(thisCase, verb, { value: 'senderConsent' })),
        { kind: 'notice', message: { key: 'notes.checkDeleted', args: { days: 90 } }, beside: true },
        verb,
      )
    }
    await instance.app.idle()
    assert.equal(instance.chat.drawn.length, drawn)
    assert.deepEqual(await world.store.open(who.by as Case['owner']), [])
  })

  it('is no reason to keep a card that says that work is under way', async () => {
    const { thisCase, who, instance } = await deletedCheck()
    assert.equal(noteOn(await instance.app.click(who, button(thisCase, 'refresh'))), 'notes.noCase')
  })

  it('can be followed by a new one, on a card of its own, however often the button is pressed', async () => {
    const { thisCase, who, instance } = await deletedCheck()
    const here = { ...who, surface: { ...who.surface, activityId: 'its card' } }
    for (const verb of ['startOver', 'start', 'startOver'] as const) {
      const screen = await instance.app.click(here, button(thisCase, verb))
      assert.deepEqual(screen, { kind: 'notice', message: { key: 'notes.checkStarted' }, beside: true })
      await instance.app.idle()
    }
    const [opened, ...others] = await world.store.open(who.by as Case['owner'])
    assert.deepEqual(others, [])
    assert.equal(caseOf(instance.chat.screen).id, opened?.id)
    const { surfaces } = caseOf(instance.chat.screen)
    assert.ok(surfaces.every(({ activityId }) => activityId !== 'its card'))
  })

  it('whose records are kept gives its place to nobody: the button that opened it opens another one', async () => {
    const { thisCase, who, instance } = await deletedCheck()
    const here = { ...who, surface: { ...who.surface, activityId: 'its card' } }
    const id = world.store.idOf({ ...who.by }, `its card ${thisCase.id}`)
    const table = await openTable(azurite)
    await table.createEntity({ partitionKey: 'cases', rowKey: `c~${id}`, auditKey: 'a~', auditChain: 'f00d' })
    await instance.app.click(here, button(thisCase, 'start'))
    await instance.app.idle()
    const open = await world.store.open(who.by as Case['owner'])
    assert.equal(open.length, 1)
    assert.notEqual(open[0]?.id, id)
  })
})
