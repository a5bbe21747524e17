import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { TableClient } from '@azure/data-tables'
import { createSessions } from '../../../src/storage/sessions.js'
import { openTable } from '../../../src/storage/table.js'
import { type Azurite, emptied, startAzurite } from '../azurite.js'
import { go, keysIn, retentionOn } from './retaining.js'

const person = { tenantId: 'tenant', aadObjectId: 'sara', name: 'Sara Davis' }
const at = (time: string) => new Date(`2026-11-23T${time}:00.000Z`)

describe('sessions that have ended', () => {
  let azurite: Azurite
  let table: TableClient

  before(async () => {
    azurite = await startAzurite()
    table = await openTable(azurite)
  })
  after(() => azurite.close())
  beforeEach(() => emptied(table))

  const signIn = (key: string, until: string) =>
    createSessions(table).open(key, { person, since: at('08:00').toISOString(), until: at(until).toISOString() })
  const run = (time: string, more: { readonly most?: number } = {}) => retentionOn(table, () => at(time), more).run(go)

  /** What the store answers with to the question for sessions. */
  const answersFrom = (to: TableClient) => {
    const answers: string[] = []
    to.pipeline.addPolicy({
      name: 'answers',
      async sendRequest(request, next) {
        const response = await next(request)
        if (decodeURIComponent(request.url).includes("PartitionKey eq 'sessions'"))
          answers.push(String(response.bodyAsText))
        return response
      },
    })
    return answers
  }

  it('go a few minutes later, and those that live stay', async () => {
    await signIn('ended', '16:00')
    await signIn('alive', '17:00')
    await run('16:09')
    assert.deepEqual(await keysIn(table), ['sessions alive', 'sessions ended'])
    assert.equal((await run('16:11')).more, false)
    assert.deepEqual(await keysIn(table), ['sessions alive'])
    assert.ok(await createSessions(table).find('alive', at('16:11')))
  })

  it('are read by their keys alone, and none that lives is read', async () => {
    await signIn('ended', '16:00')
    await signIn('alive', '17:00')
    const watching = await openTable(azurite)
    const answers = answersFrom(watching)
    await retentionOn(watching, () => at('16:11')).run(go)
    assert.equal(answers.length, 1)
    assert.match(answers[0] ?? '', /ended/)
    assert.doesNotMatch(answers[0] ?? '', /alive|Sara|tenant/)
  })

  it('go a bounded number at a time, the rest with the next run of any instance', async () => {
    for (let i = 0; i < 20; i++) await signIn(`ended ${i}`, '16:00')
    assert.equal((await run('16:11', { most: 8 })).more, true)
    assert.equal((await keysIn(table)).length, 12)
    const runs = await Promise.all([run('16:11'), run('16:11')])
    assert.deepEqual(
      runs.map(({ more }) => more),
      [false, false],
    )
    assert.deepEqual(await keysIn(table), [])
  })

  it('wait for the next run when this one is stopped', async () => {
    await signIn('ended', '16:00')
    assert.equal((await retentionOn(table, () => at('16:11')).run(AbortSignal.abort())).more, true)
    assert.deepEqual(await keysIn(table), ['sessions ended'])
  })
})
