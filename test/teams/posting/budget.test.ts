import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Delivery, Urgency } from '../../../src/app/ports.js'
import { Outbox } from '../../../src/teams/posting/outbox.js'
import type { PostingStep } from '../../../src/teams/posting/postingJob.js'
import { type ManualClock, manualClock, quickPace } from '../clocks.js'

/** How many messages Teams accepts in how many milliseconds. */
const WINDOWS = [
  [7, 1_000],
  [8, 2_000],
  [60, 30_000],
  [1_800, 3_600_000],
] as const

const TRIAGE = { channelId: 'msteams', conversationId: '19:triage@thread.tacv2' }

const URGENCIES: readonly Urgency[] = ['answer', 'news', 'progress']
const delivered: PostingStep = { ended: { result: 'failed', status: 400 } }
const unseen = () => {}

function outboxOn(pace: ManualClock['pace']): Outbox {
  return new Outbox({ pace, longestTurn: 20_000, grace: 8_000 })
}

/** Throws if there were more calls than the channel accepts. */
function assertWithin(times: readonly number[]): void {
  for (const [count, within] of WINDOWS) {
    for (const [i, time] of times.entries()) {
      const before = times[i - count]
      assert.ok(before === undefined || time - before >= within, `${count + 1} within ${within} ms, at ${time}`)
    }
  }
}

describe('the budget of a conversation', () => {
  it('is kept for four thousand messages, and used up', async () => {
    const pace = quickPace()
    const outbox = outboxOn(pace)
    const times: number[] = []
    const attempt = async () => {
      times.push(pace.now())
      return delivered
    }
    let left = 4_000
    // As many as may wait, repeatedly.
    const post = async (): Promise<void> => {
      while (left-- > 0) await outbox.put(TRIAGE, { urgency: 'answer', message: null, attempt, ended: unseen })
    }
    await Promise.all(Array.from({ length: 50 }, post))
    assert.equal(times.length, 4_000)
    assertWithin(times)
    assert.equal(times.filter(time => time < 1_000).length, 7)
    assert.equal(times.filter(time => time < 30_000).length, 60)
    assert.equal(times.filter(time => time < 3_600_000).length, 1_800)
  })

  it('is kept whenever messages come and however long the channel takes, and nothing is lost', async () => {
    const coming = fc.record({ urgency: fc.constantFrom(...URGENCIES), after: fc.nat(900), takes: fc.nat(1_500) })
    await fc.assert(
      fc.asyncProperty(fc.array(coming, { maxLength: 90, size: 'max' }), async all => {
        const pace = quickPace()
        const outbox = outboxOn(pace)
        const calls: { begun: number; ended: number }[] = []
        const done: Promise<Delivery>[] = []
        const { signal } = new AbortController()
        for (const { urgency, after, takes } of all) {
          const attempt = async () => {
            const call = { begun: pace.now(), ended: 0 }
            calls.push(call)
            await pace.sleep(takes, signal)
            call.ended = pace.now()
            return delivered
          }
          done.push(outbox.put(TRIAGE, { urgency, message: null, attempt, ended: unseen }))
          await pace.sleep(after, signal)
        }
        await Promise.all(done)
        assert.equal(calls.length, all.length)
        assertWithin(calls.map(({ begun }) => begun))
        // The channel may count a call at its end, and the next one at its beginning.
        for (const [count, within] of WINDOWS) {
          const overlapping = calls.map(
            ({ begun }) => calls.filter(other => other.begun <= begun && other.ended > begun - within).length,
          )
          assert.ok(Math.max(0, ...overlapping) <= count)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('reserves a part for answers that progress does not use up', async () => {
    const pace = quickPace()
    const outbox = outboxOn(pace)
    const times: Record<string, number[]> = { answer: [], progress: [] }
    const post = (urgency: 'answer' | 'progress') => {
      const attempt = async () => {
        times[urgency]?.push(pace.now())
        return delivered
      }
      return outbox.put(TRIAGE, { urgency, message: null, attempt, ended: unseen })
    }
    for (let i = 0; i < 1_500; i++) await post('progress')
    const before = pace.now()
    assert.ok(before < 3_600_000)
    for (let i = 0; i < 300; i++) await post('answer')
    assert.ok(pace.now() < 3_600_000)
    await post('progress')
    assert.ok(pace.now() >= 3_600_000)
  })
})

describe('memory', () => {
  it('conversations without activity are forgotten after an hour', async () => {
    const clock = manualClock()
    const outbox = outboxOn(clock.pace)
    const post = (conversationId: string) =>
      outbox.put(
        { channelId: 'msteams', conversationId },
        {
          ...{ urgency: 'answer', message: { key: 'a-message', point: null }, ended: unseen },
          attempt: async () => delivered,
        },
      )
    for (let i = 0; i < 1_000; i++) await post(`a:${i}`)
    assert.equal(outbox.size, 1_000)
    clock.advance(3_599_000)
    await post('a:7')
    clock.advance(1_000)
    await post('a:new')
    assert.equal(outbox.size, 2)
  })
})
