import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { WriteQueue } from '../../../src/storage/triage/writeQueue.js'

/** Writes end when they are told to, in order. */
function withHand() {
  const writes: { all: readonly number[]; end: () => void; fail: (error: Error) => void }[] = []
  const queue = new WriteQueue<number>(all => new Promise((end, fail) => void writes.push({ all, end, fail })))
  /** What has been begun, after everything that can happen has happened. */
  const begun = async () => {
    await new Promise(resolve => setImmediate(resolve))
    return writes.map(({ all }) => all)
  }
  return { queue, writes, begun }
}

describe('a queue of writes', () => {
  it('begins a write when the one before has ended, with all that came in the meantime', async () => {
    const { queue, writes, begun } = withHand()
    const first = queue.add(1)
    assert.deepEqual(await begun(), [[1]])
    const others = [queue.add(2), queue.add(3)]
    assert.deepEqual(await begun(), [[1]])
    writes[0]?.end()
    await first
    assert.deepEqual(await begun(), [[1], [2, 3]])
    writes[1]?.end()
    await Promise.all(others)
    const last = queue.add(4)
    assert.deepEqual(await begun(), [[1], [2, 3], [4]])
    writes[2]?.end()
    await last
  })

  it('tells those of a write that failed, and nobody else', async () => {
    const { queue, writes, begun } = withHand()
    const [first, second] = [queue.add(1), queue.add(2)]
    await begun()
    const third = queue.add(3)
    writes[0]?.fail(new Error('away'))
    await assert.rejects(first, /away/)
    await assert.rejects(second, /away/)
    assert.deepEqual(await begun(), [[1, 2], [3]])
    writes[1]?.end()
    await third
  })
})
