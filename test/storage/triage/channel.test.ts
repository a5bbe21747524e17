import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { TableClient } from '@azure/data-tables'
import type { TriageChannel } from '../../../src/app/ports.js'
import { openTable } from '../../../src/storage/table.js'
import { createTriageSettings } from '../../../src/storage/triage/chosenChannel.js'
import { surface } from '../../fixtures/cases.js'
import { type Azurite, startAzurite } from '../azurite.js'

const { activityId: _none, ...place } = surface
const channelOf = (conversationId: string): TriageChannel => ({
  surface: { ...place, audience: 'helpdesk', conversationType: 'channel', conversationId, botName: 'Gärtner 🗻' },
  isPrivate: true,
})
const [first, second] = [channelOf('19:first@thread.tacv2'), channelOf('19:second@thread.tacv2')]

describe("the helpdesk's channel on Azure Table", () => {
  let azurite: Azurite
  let table: TableClient
  let requests = 0
  let time = 0
  const now = () => time
  /** Lets the next answer wait. */
  let held: Promise<void> | null = null
  before(async () => {
    azurite = await startAzurite()
    table = await openTable(azurite)
    table.pipeline.addPolicy({
      name: 'noting',
      sendRequest: async (request, next) => {
        requests += 1
        const waiting = held
        held = null
        const answer = await next(request)
        await waiting
        return answer
      },
    })
  })
  after(() => azurite.close())
  beforeEach(() => {
    requests = 0
  })

  it('is none until one is chosen, then the one that was chosen last, for every instance', async () => {
    const settings = createTriageSettings(table)
    assert.equal(await settings.channel(), null)
    await settings.choose({ ...first, surface: { ...first.surface, activityId: 'said there' } })
    assert.deepEqual(await settings.channel(), first)
    assert.deepEqual(await createTriageSettings(table).channel(), first)
    await settings.choose({ ...second, isPrivate: false })
    assert.deepEqual(await createTriageSettings(table).channel(), { ...second, isPrivate: false })
  })

  it('is not read again for five seconds, after which an instance knows what another one has chosen', async () => {
    const [here, there] = [createTriageSettings(table, now), createTriageSettings(table, now)]
    await here.choose(first)
    requests = 0
    for (let i = 0; i < 3; i++) assert.deepEqual(await there.channel(), first)
    assert.equal(requests, 1)
    await here.choose(second)
    assert.deepEqual(await here.channel(), second)
    time += 4_999
    assert.deepEqual(await there.channel(), first)
    time += 1
    assert.deepEqual(await there.channel(), second)
  })

  it('is read again when the clock has gone back', async () => {
    const [here, there] = [createTriageSettings(table, now), createTriageSettings(table, now)]
    await here.choose(first)
    assert.deepEqual(await there.channel(), first)
    await here.choose(second)
    time -= 3_600_000
    assert.deepEqual(await there.channel(), second)
  })

  it('is the one that was chosen while another answer was on its way', async () => {
    await createTriageSettings(table).choose(first)
    const settings = createTriageSettings(table, now)
    let release = () => {}
    held = new Promise(resolve => {
      release = resolve
    })
    const reading = settings.channel()
    await settings.choose(second)
    release()
    assert.deepEqual([await reading, await settings.channel()], [second, second])
  })

  it('is not taken for none when the storage is out of reach', async () => {
    const other = await startAzurite()
    const away = createTriageSettings(await openTable(other))
    await other.close()
    await assert.rejects(away.channel())
    await assert.rejects(away.choose(first))
  })
})
