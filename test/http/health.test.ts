import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createHealth, type Health } from '../../src/http/health.js'
import { recordingLog } from '../teams/harness.js'

describe('health', () => {
  it('is checked once for all requests within ten seconds', async () => {
    const clock = { now: 0 }
    const { log } = recordingLog()
    let looks = 0
    const look = async (): Promise<Health> => ({ ok: true, look: ++looks })
    const health = createHealth({ look, log, now: () => clock.now })
    const first = await Promise.all(Array.from({ length: 100 }, health))
    clock.now = 9_999
    assert.deepEqual(new Set([...first, await health()].map(({ look: n }) => n)), new Set([1]))
    clock.now = 10_000
    assert.deepEqual([(await health()).look, looks], [2, 2])
  })

  it('is bad if the check fails or does not end, and is checked again after that', async () => {
    const clock = { now: 0 }
    const { log, lines } = recordingLog()
    let late = new AbortController()
    const deadline = () => {
      late = new AbortController()
      return late.signal
    }
    const looks: (() => Promise<Health>)[] = [
      () => Promise.reject(new Error('AccountKey=secret')),
      () => {
        setImmediate(() => late.abort())
        return new Promise(() => {})
      },
      async () => ({ ok: true }),
    ]
    const look = () => looks.shift()?.() ?? { ok: false }
    const health = createHealth({ look, log, now: () => clock.now, deadline })
    const found: Health[] = []
    for (let n = 0; n < 3; n += 1) {
      found.push(await health())
      clock.now += 10_000
    }
    assert.deepEqual(found, [{ ok: false }, { ok: false }, { ok: true }])
    assert.deepEqual(
      lines.map(({ message }) => message),
      ['The health check failed', 'The health check was given up: no answer in time'],
    )
  })
})
