import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Lane } from '../src/app/ports.js'
import { healthOf, keepWorking } from '../src/process/background.js'
import { recordingLog } from './teams/harness.js'

type Answer = () => Promise<void>

/** Timers that the test lets tick, and a program that notes what it is asked. */
function start(answer: Answer = async () => {}) {
  let time = 0
  const timers = new Map<number, Set<() => void>>()
  const asked: string[] = []
  const ask = (what: string) => {
    asked.push(what)
    return answer()
  }
  const { log, lines } = recordingLog()
  const background = keepWorking({
    app: { recover: lane => ask(lane), guard: () => ask('guard'), digest: () => ask('digest') },
    clock: {
      now: () => new Date(time),
      every(milliseconds, tick) {
        const ticks = timers.get(milliseconds) ?? new Set()
        timers.set(milliseconds, ticks.add(tick))
        return () => void ticks.delete(tick)
      },
    },
    log,
  })
  /** Lets each timer tick once, the fastest first. */
  const tick = async () => {
    for (const [, ticks] of [...timers].toSorted(([one], [other]) => one - other)) for (const run of ticks) run()
    await new Promise(setImmediate)
  }
  const forward = (milliseconds: number) => {
    time += milliseconds
  }
  return { background, asked, lines, tick, forward }
}

describe('what the program does by itself', () => {
  it('is done right away, and then again and again until it stops', async () => {
    const { background, asked, tick } = start()
    assert.deepEqual(asked.splice(0), ['urgent', 'watch', 'guard', 'digest'])
    await new Promise(setImmediate)
    await tick()
    assert.deepEqual(asked.splice(0), ['urgent', 'watch', 'guard', 'digest'])
    background.rest()
    await tick()
    assert.deepEqual(asked, [])
  })

  it('is not begun again while it is under way, and goes on after it failed', async () => {
    const fail: ((error: Error) => void)[] = []
    const { asked, lines, tick } = start(() => new Promise((_, reject) => void fail.push(reject)))
    await tick()
    assert.equal(asked.length, 4)
    for (const one of fail.splice(0)) one(new Error('The store is away'))
    await new Promise(setImmediate)
    assert.equal(lines.length, 4)
    await tick()
    assert.deepEqual(asked.slice(4), ['urgent', 'watch', 'guard', 'digest'])
  })

  it('is unhealthy if a lane has not come to an end for two minutes', async () => {
    const { background, forward } = start(() => new Promise(() => {}))
    const lanes: readonly Lane[] = ['urgent', 'watch']
    forward(120_000)
    assert.deepEqual(healthOf(background), { ok: true })
    forward(1)
    assert.deepEqual(healthOf(background), { ok: false, stuck: lanes })
    assert.deepEqual(healthOf(null), { ok: true })
  })
})
