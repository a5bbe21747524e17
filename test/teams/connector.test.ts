import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { manualClock } from './clocks.js'
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

  it('takes as many messages as Teams does, all threads of a channel together, and says when it takes more', async () => {
    const clock = manualClock()
    const connector = await startConnector({ clock: clock.pace })
    let sent = 0
    const post = async (conversation = `19:a;messageid=${sent++}`) => {
      const path = `v3/conversations/${encodeURIComponent(conversation)}/activities`
      const { status, headers } = await fetch(`${connector.url}${path}`, { method: 'POST', body: '{"type":"message"}' })
      return status === 201 ? 'taken' : `${status}, after ${headers.get('Retry-After')} s`
    }
    const postMany = async (count: number) => {
      const answers: string[] = []
      for (let i = 0; i < count; i++) answers.push(await post())
      return [...new Set(answers)]
    }
    try {
      assert.deepEqual(await postMany(7), ['taken'])
      assert.equal(await post(), '429, after 1 s')
      assert.equal(await post('19:b'), 'taken')
      clock.advance(1_000)
      assert.equal(await post(), 'taken')
      assert.equal(await post(), '429, after 1 s')
      for (let n = 8; n < 60; n += 4) {
        clock.advance(2_000)
        assert.deepEqual(await postMany(4), ['taken'])
      }
      clock.advance(2_000)
      assert.equal(await post(), '429, after 1 s')
      assert.equal(connector.refused, 3)
    } finally {
      await connector.close()
    }
  })
})
