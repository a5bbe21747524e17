import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Case } from '../../../src/domain/case/case.js'
import { triageStepOf } from '../../../src/domain/triage/entry.js'
import { createWebhook } from '../../../src/webhook/createWebhook.js'
import { definitions } from '../../fixtures/definitions.js'
import { type Receiver, reset, startReceiver, status } from '../../webhook/receiver.js'
import { button, caseOf, type Instance, loner, startWorld, type World } from '../world.js'
import { HandClock } from './handClock.js'

let world: World
let receiver: Receiver
let clock: HandClock
before(async () => {
  world = await startWorld()
})
after(() => world.close())
beforeEach(async () => {
  receiver = await startReceiver()
  clock = new HandClock()
})
afterEach(() => receiver.close())

function instance(name: string): Instance {
  const keys = [Buffer.from('a secret in plain text, long enough')]
  const webhook = createWebhook({ url: receiver.url, keys, userAgent: 'pending-send/test', now: () => clock.now() })
  return world.instance(name, { ...definitions, helpdesk: true, webhook, clock })
}

/** Sara asks the helpdesk about her mail. */
async function ask({ app, chat }: Instance): Promise<Case> {
  const sara = loner('sara')
  await app.say({ ...sara, activity: `asks ${sara.surface.conversationId}` }, 'stuck in Contoso', false)
  await app.idle()
  await app.say({ ...sara, activity: `names ${sara.surface.conversationId}` }, 'sara@contoso.com', false)
  await app.idle()
  const checked = caseOf(chat.screen)
  await app.click(sara, button(checked, 'askHelpdesk'))
  await app.idle()
  return world.stored(checked)
}

async function act({ app }: Instance, thisCase: Case, verb: 'take' | 'close', value = ''): Promise<void> {
  const current = await world.stored(thisCase)
  const data = button(current, verb, { step: triageStepOf(current), value, reason: 'Nothing to do' })
  await app.click(loner('helen'), data)
  await app.idle()
}

/** What arrived, as `1 case.opened`. */
const told = () =>
  receiver.received.map(({ body }) => {
    const { type, data } = JSON.parse(body)
    return `${data.sequence} ${type}`
  })

describe('a ticket system', () => {
  it('is told once, in order, what happens to a case, and who it is about it never hears', async () => {
    const bot = instance('a')
    const asked = await ask(bot)
    await act(bot, asked, 'take')
    await act(bot, asked, 'close', 'noFault')
    assert.deepEqual(told(), ['1 case.opened', '2 case.taken', '3 case.closed'])
    const bodies = receiver.received.map(({ body }) => JSON.parse(body))
    assert.deepEqual(
      bodies.map(({ id, data }) => [id, data.taken, data.outcome]),
      [
        [`${asked.id}-1`, false, null],
        [`${asked.id}-2`, true, null],
        [`${asked.id}-3`, true, 'noFault'],
      ],
    )
    assert.ok(bodies.every(({ data }) => data.number === asked.triage?.number && data.number !== null))
    assert.doesNotMatch(JSON.stringify(bodies), /sara|helen|@|Nothing to do/i)
    const { news, pending } = await world.stored(asked)
    assert.deepEqual([news, pending.filter(({ kind }) => kind === 'announce')], [undefined, []])
  })

  it('that fails three times is told again by whoever is there, under the same id, and nobody waits for it', async () => {
    receiver.replies.push(status(503), reset, status(429, { 'Retry-After': '60' }))
    const asked = await ask(instance('a'))
    assert.deepEqual(told(), ['1 case.opened'])
    const other = instance('b')
    await act(other, asked, 'take')
    assert.equal((await world.stored(asked)).triage?.assignee?.name, 'helen')
    for (let rounds = 0; rounds < 20 && (await world.stored(asked)).news; rounds += 1) {
      clock.forward(30_000)
      await other.app.recover('watch')
      await other.app.idle()
    }
    assert.deepEqual(told(), [...Array(4).fill('1 case.opened'), '2 case.taken'])
    assert.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size, 2)
  })

  it('that refuses an event leaves a dead letter, and is told the next one', async () => {
    receiver.replies.push(status(422))
    const bot = instance('a')
    const asked = await ask(bot)
    await act(bot, asked, 'take')
    assert.deepEqual(told(), ['1 case.opened', '2 case.taken'])
    const letters: string[] = []
    for await (const { news, reason } of world.deadLetters.list()) letters.push(`${news.id}: ${reason}`)
    assert.deepEqual(letters, [`${asked.id}-1: It answered with 422`])
  })
})
