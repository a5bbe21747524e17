import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withBot } from './harness.js'

describe('a bot whose organizations do not answer', { timeout: 60_000 }, () => {
  it('is alive and not ready, says which part, and is ready once they do', () =>
    withBot(async ({ stack, log }) => {
      const { contoso, field } = stack.simulator
      for (const { faults } of [contoso, field]) faults.set({ kind: 'unauthorized' })
      const at = (path: string) => fetch(new URL(path, stack.bot.url))
      assert.equal((await at('/health')).status, 200)
      const away = await at('/readyz')
      assert.equal(away.status, 503)
      const { ok, store, token, organization } = (await away.json()) as Record<string, unknown>
      assert.deepEqual([ok, store, token], [false, 'The case store answers.', 'The bot gets a token for Dynamics 365.'])
      assert.match(String(organization), /^No organization answers the bot\. Look at /)
      assert.match(await log(), /"part":"organization"[^\n]*"msg":"A part of the bot is not ready"/)

      for (const { faults } of [contoso, field]) faults.clear()
      await stack.bot.stop()
      await stack.restartBot()
      const back = await at('/readyz')
      assert.deepEqual([back.status, ((await back.json()) as { ok: unknown }).ok], [200, true])
    }))
})
