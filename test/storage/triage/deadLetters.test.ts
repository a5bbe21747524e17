import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { DeadLetter, DeadLetters } from '../../../src/app/ports/webhook.js'
import { openTable } from '../../../src/storage/table.js'
import { createDeadLetters } from '../../../src/storage/triage/deadLetters.js'
import { deadLetter } from '../../webhook/deadLetter.js'
import { type Azurite, startAzurite } from '../azurite.js'

describe('dead letters, on Azure Table', () => {
  let azurite: Azurite
  let letters: DeadLetters
  before(async () => {
    azurite = await startAzurite()
    letters = createDeadLetters(await openTable(azurite))
  })
  after(() => azurite.close())

  async function all(): Promise<readonly DeadLetter[]> {
    const found: DeadLetter[] = []
    for await (const letter of letters.list()) found.push(letter)
    return found
  }

  it('are kept, one for each event, in the order of the events', async () => {
    assert.deepEqual(await all(), [])
    const [first, second, third] = ['10:00', '10:01', '10:02'].map((time, i) => deadLetter(3 - i, time))
    for (const letter of [third, first, second]) await letters.add(letter!)
    assert.deepEqual(await all(), [first, second, third])
    const again = { ...second!, status: null, reason: 'It could not be reached (ECONNREFUSED) – ünïcode' }
    await letters.add(again)
    assert.deepEqual(await all(), [first, again, third])
  })

  it('are gone once they were removed, and nobody minds if they were gone already', async () => {
    const [first, ...others] = await all()
    await letters.remove(first!.news)
    await letters.remove(first!.news)
    assert.deepEqual(await all(), others)
  })
})
