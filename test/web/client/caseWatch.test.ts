import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BUSY_MS, CALM_MS, createCaseWatch, pauseAfter, QUICK_MS } from '../../../src/web/client/caseWatch.js'
import type { Outcome } from '../../../src/web/client/connection.js'

const unchanged: Outcome = { kind: 'unchanged' }
const away: Outcome = { kind: 'unreached', sentence: null }
const calm = { isBusy: false, busyLooks: 0, failures: 0 }
const signedOut: Outcome = { kind: 'signedOut', signIn: null }

/** A watch whose looks end when the test says so, and whose timers run when it says so. */
function watched() {
  const looks: ((outcome: Outcome) => void)[] = []
  const seen: Outcome[] = []
  let timer: { run: () => void; ms: number } | null = null
  const state = { isVisible: true, isBusy: false }
  const watch = createCaseWatch({
    look: () => new Promise(resolve => looks.push(resolve)),
    seen: outcome => void seen.push(outcome),
    isVisible: () => state.isVisible,
    isBusy: () => state.isBusy,
    setTimer: (run, ms) => {
      assert.equal(timer, null, 'two timers')
      timer = { run, ms }
      return timer
    },
    clearTimer: gone => {
      if (gone === timer) timer = null
    },
  })
  const answer = async (outcome: Outcome) => {
    looks.at(-1)!(outcome)
    await new Promise(setImmediate)
  }
  const elapse = () => {
    const due = timer
    timer = null
    due?.run()
  }
  return { watch, looks, seen, state, answer, elapse, pause: () => timer?.ms ?? null }
}

describe('how often the page looks', () => {
  it('is soon and then every two seconds while the bot works, and every five otherwise', () => {
    assert.deepEqual([QUICK_MS, BUSY_MS, CALM_MS], [500, 2_000, 5_000])
    const busy = [0, 1, 2, 3, 100].map(busyLooks => pauseAfter(unchanged, { isBusy: true, busyLooks, failures: 0 }))
    assert.deepEqual(busy, [500, 1_000, 2_000, 2_000, 2_000])
    assert.equal(pauseAfter(unchanged, { isBusy: false, busyLooks: 3, failures: 0 }), CALM_MS)
  })

  it('is ever more seldom while no server answers, but never less than once a minute', () => {
    const pauses = Array.from({ length: 12 }, (_, i) => pauseAfter(away, { ...calm, failures: i + 1 }))
    assert.deepEqual(pauses.slice(0, 4), [2_000, 4_000, 8_000, 16_000])
    assert.equal(pauses.at(-1), 60_000)
  })

  it('is not at all once somebody is signed out, or the check is gone', () => {
    assert.equal(pauseAfter(signedOut, { ...calm, isBusy: true }), null)
    assert.equal(pauseAfter({ kind: 'refused', sentence: null }, { ...calm, isBusy: true }), null)
  })
})

describe('the watch of a case', () => {
  it('looks again after each look, one at a time', async () => {
    const { watch, looks, seen, answer, elapse, pause, state } = watched()
    watch.look()
    assert.equal(pause(), null)
    await answer(unchanged)
    assert.deepEqual([seen.length, pause()], [1, CALM_MS])
    state.isBusy = true
    elapse()
    await answer(unchanged)
    assert.deepEqual([looks.length, pause()], [2, QUICK_MS])
  })

  it('looks soon again after something that somebody did, and then ever more seldom while the bot works', async () => {
    const { watch, answer, elapse, pause, state } = watched()
    state.isBusy = true
    const pauses = async () => {
      const seen = [pause()]
      for (let i = 0; i < 3; i += 1) {
        elapse()
        await answer(unchanged)
        seen.push(pause())
      }
      return seen
    }
    watch.resume(unchanged)
    assert.deepEqual(await pauses(), [QUICK_MS, 1_000, BUSY_MS, BUSY_MS])
    watch.resume(unchanged)
    assert.deepEqual(await pauses(), [QUICK_MS, 1_000, BUSY_MS, BUSY_MS])
  })

  it('looks at nothing while nobody can see the page, and at once when somebody can', async () => {
    const { watch, looks, answer, elapse, pause, state } = watched()
    watch.look()
    state.isVisible = false
    await answer(unchanged)
    assert.equal(pause(), null)
    watch.look()
    elapse()
    assert.equal(looks.length, 1)
    state.isVisible = true
    watch.look()
    assert.equal(looks.length, 2)
  })

  it('ignores what was on its way when somebody did something', async () => {
    const { watch, seen, answer, pause } = watched()
    watch.look()
    watch.pause()
    await answer(unchanged)
    assert.deepEqual([seen.length, pause()], [0, null])
    watch.resume(unchanged)
    assert.equal(pause(), CALM_MS)
  })

  it('is patient with a server that is away, and forgets that when it is back', async () => {
    const { watch, answer, elapse, pause } = watched()
    watch.look()
    for (const expected of [2_000, 4_000, 8_000]) {
      await answer(away)
      assert.equal(pause(), expected)
      elapse()
    }
    await answer(unchanged)
    elapse()
    await answer(away)
    assert.equal(pause(), 2_000)
  })

  it('stops when somebody is signed out, and looks when they are back', async () => {
    const { watch, looks, answer, pause } = watched()
    watch.look()
    await answer(signedOut)
    assert.equal(pause(), null)
    watch.look()
    assert.equal(looks.length, 2)
  })
})
