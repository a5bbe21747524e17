import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { objectIdOf } from '../simulator/index.js'
import { COPILOT, cardOf, invoke, message, type Place, postActivity } from '../teams/activities.js'
import { withBot } from './harness.js'

const isDiagnosis = ({ activity }: { readonly activity: unknown }) =>
  /not given your permission/.test(JSON.stringify(activity))

describe('a whole check in Copilot', { timeout: 60_000 }, () => {
  it('is typed and pressed as in a personal chat, and never changes a message', () =>
    withBot(async ({ stack, connector }) => {
      const sara: Place = { connector, from: { id: '29:sara', name: 'Sara Davis', aadObjectId: objectIdOf('sara') } }
      const typed = await postActivity(stack.bot.url, message(sara, 'sara@contoso.com is stuck in Contoso', COPILOT))
      assert.equal(typed.status, 200)
      const told = await connector.waitFor(isDiagnosis, 30_000)
      assert.match(String(told.activity?.text), /\w/)
      const again = /\{"verb":"checkAgain"[^}]*\}/.exec(JSON.stringify(told.activity))
      assert.ok(again, JSON.stringify(told.activity))
      const click = { ...invoke(sara, JSON.parse(again[0]), told.activityId), ...COPILOT }
      assert.doesNotMatch(JSON.stringify(cardOf(await postActivity(stack.bot.url, click))), /not given your permission/)
      await connector.waitFor(call => isDiagnosis(call) && call.activityId !== told.activityId, 30_000)
      assert.deepEqual([...new Set(connector.calls.map(({ method }) => method))], ['POST'])
      assert.ok(!JSON.stringify(connector.activities).includes('"refresh":'))
    }))
})
