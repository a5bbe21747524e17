import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { message, postActivity } from '../activities.js'
import { startBot } from '../harness.js'

describe('a bot that is drained', () => {
  it('ends the turns that it has begun, and refuses others so that the channel goes elsewhere', async () => {
    let begin = () => {}
    const began = new Promise<void>(begun => {
      begin = begun
    })
    let end = () => {}
    const ended = new Promise<void>(resolve => {
      end = resolve
    })
    const bot = await startBot({
      say: () => {
        begin()
        return ended
      },
    })
    try {
      const first = postActivity(bot.url, message(bot, 'one'))
      await began
      bot.server.drain()
      const refused = await fetch(`${bot.url}/api/messages`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(message(bot, 'two')),
      })
      assert.deepEqual(
        [refused.status, refused.headers.get('retry-after'), refused.headers.get('connection')],
        [503, '5', 'close'],
      )
      assert.equal((await fetch(`${bot.url}/readyz`)).status, 503)
      let isIdle = false
      const idle = bot.server.idle().then(() => {
        isIdle = true
      })
      await new Promise(resolve => setImmediate(resolve))
      assert.equal(isIdle, false)
      end()
      await idle
      assert.equal((await first).status, 200)
    } finally {
      end()
      await bot.close()
    }
  })
})
