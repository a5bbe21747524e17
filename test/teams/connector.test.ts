import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startConnector } from './connector.js'

describe('the channel of the tests', () => {
  it('keeps nothing of what it has dropped, and continues', async () => {
    const connector = await startConnector()
    const post = () =>
      fetch(`${connector.url}v3/conversations/one/activities`, { method: 'POST', body: '{"type":"message"}' })
    try {
      await post()
      assert.deepEqual([connector.calls.length, connector.activities.length], [1, 1])
      connector.forget()
      assert.deepEqual([connector.calls.length, connector.activities.length], [0, 0])
      await post()
      assert.deepEqual([connector.calls.length, connector.activities.length], [1, 1])
    } finally {
      await connector.close()
    }
  })
})
