import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import type { RetentionRun } from '../src/app/ports/retention.js'
import { keepDeleting } from '../src/process/retentionTimer.js'
import { recordingLog } from './teams/harness.js'

const MINUTE_MS = 60_000
const nothing: RetentionRun = { cases: 0, failed: 0, people: 0, more: false }

describe('the timer of the retention', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }))
  afterEach(() => mock.timers.reset())

  /** A retention with these results, one for each run. */
  function retaining(...results: readonly (RetentionRun | Error)[]) {
    const signals: AbortSignal[] = []
    const { log, lines } = recordingLog()
    const timer = keepDeleting(
      {
        async run(stop) {
          signals.push(stop)
          const result = results[signals.length - 1] ?? nothing
          if (result instanceof Error) throw result
          return result
        },
      },
      log,
    )
    const pass = async (minutes: number) => {
      mock.timers.tick(minutes * MINUTE_MS)
      await new Promise(setImmediate)
    }
    return { signals, lines, timer, pass }
  }

  it('runs soon after the start, then every hour, and sooner while there is more', async () => {
    const { signals, pass } = retaining(nothing, { ...nothing, more: true }, nothing)
    const runs: number[] = []
    for (const minutes of [1, 59, 1, 1, 59]) {
      await pass(minutes)
      runs.push(signals.length)
    }
    assert.deepEqual(runs, [1, 1, 2, 3, 3])
  })

  it('goes on after a failure, which it reports', async () => {
    const { signals, lines, pass } = retaining(new Error('the store is away'))
    await pass(1)
    await pass(60)
    assert.equal(signals.length, 2)
    assert.deepEqual(
      lines.map(({ details }) => details.err?.message),
      ['the store is away'],
    )
  })

  it('ends with the process', async () => {
    const { signals, timer, pass } = retaining()
    await pass(1)
    timer.rest()
    await pass(120)
    assert.deepEqual([signals.length, signals[0]?.aborted], [1, true])
  })
})
