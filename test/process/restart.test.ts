import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { SimulatedOrganization } from '../simulator/rows/organization.js'
import { startConnector } from '../teams/connector.js'
import { inFolder } from '../tools/folder.js'
import { caseOn, isDiagnosed, withBot, withStack } from './harness.js'

const STUCK = 'sara@contoso.com is stuck in Contoso'

/** Resolves as soon as the bot's first request has arrived. */
async function firstRequest({ requests }: SimulatedOrganization): Promise<void> {
  while (requests.roundTrips === 0) await setTimeout(10)
}

describe('a bot that ends in the middle of a diagnosis', { concurrency: 3, timeout: 90_000 }, () => {
  // A worker that died is noticed when its lease runs out, after 15 seconds.
  it('by a kill: the next start finishes the case, on the same card', () =>
    withBot(async ({ stack, connector, say }) => {
      const { contoso } = stack.simulator
      contoso.faults.set({ kind: 'slow', ms: 5000, next: 1 })
      await say(STUCK)
      await firstRequest(contoso)
      await stack.bot.kill()
      const [card, ...others] = connector.activities
      assert.deepEqual([others.length, card && isDiagnosed(card)], [0, false])
      await stack.restartBot()
      const { method, activityId } = await connector.waitFor(isDiagnosed, 30_000)
      assert.deepEqual([method, activityId], ['PUT', card?.id])
      assert.equal(connector.activities.length, 1)
    }))

  it('by an orderly stop: short work is finished, and the card is drawn first', () =>
    withBot(async ({ stack, connector, say, log }) => {
      const { contoso } = stack.simulator
      contoso.faults.set({ kind: 'slow', ms: 1500, next: 1 })
      await say(STUCK)
      await firstRequest(contoso)
      assert.equal(await stack.bot.stop(), 0)
      assert.ok(connector.activities.some(isDiagnosed))
      assert.match(await log(), /"signal":"SIGTERM","msg":"Stopping"/)
    }))

  it('by an orderly stop: long work is given back, and the next start takes it at once, on the same card', () =>
    withBot(async ({ stack, connector, say, log }) => {
      const { contoso } = stack.simulator
      contoso.faults.set({ kind: 'slow', ms: 20_000, next: 1 })
      await say(STUCK)
      await firstRequest(contoso)
      const [card] = connector.activities
      assert.equal(await stack.bot.stop(), 0)
      assert.match(await log(), /"case":"[^"]+",[^\n]*"msg":"Work is left to another instance"/)
      await stack.restartBot()
      const { method, activityId } = await connector.waitFor(isDiagnosed, 30_000)
      assert.deepEqual([method, activityId], ['PUT', card?.id])
      assert.equal(connector.activities.length, 1)
    }))

  it('by an orderly stop that is asked for twice: it stops once, and finishes what it had begun', () =>
    withBot(async ({ stack, connector, say, log }) => {
      const { contoso } = stack.simulator
      contoso.faults.set({ kind: 'slow', ms: 1500, next: 1 })
      await say(STUCK)
      await firstRequest(contoso)
      const [first, second] = await Promise.all([stack.bot.stop(), stack.bot.stop()])
      assert.deepEqual([first, second], [0, 0])
      assert.ok(connector.activities.some(isDiagnosed))
      assert.equal((await log()).match(/"msg":"Stopping"/g)?.length, 1)
      assert.match(await log(), /"msg":"Stopped"/)
    }))
})

describe('a second start', { timeout: 60_000 }, () => {
  it('keeps the cases', () =>
    inFolder(async folder => {
      const connector = await startConnector()
      try {
        await withStack({ folder, connector, keep: true }, ({ say }) => say('start over'))
        const id = caseOn(connector)
        await withStack({ folder, connector, keep: true }, ({ say }) => say('status'))
        assert.equal(connector.activities.length, 2)
        assert.equal(caseOn(connector), id)
      } finally {
        await connector.close()
      }
    }))

  it('of a bot without work stops at once when asked to', () =>
    withBot(async ({ stack }) => {
      assert.equal(await stack.bot.stop(), 0)
      await stack.restartBot()
      assert.equal(await stack.bot.stop(), 0)
    }))
})
