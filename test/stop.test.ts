import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { onlyOnce, type StoppingParts, stopInOrder } from '../src/process/stop.js'
import { recordingLog } from './teams/harness.js'

type Step = (name: string) => Promise<void>

/** Parts that write down what they are asked, and answer as `step` says. */
function parts(step: Step = async () => {}) {
  const asked: string[] = []
  const ask = (name: string) => {
    asked.push(name)
    return step(name)
  }
  const { log, lines } = recordingLog()
  const stopping: StoppingParts = {
    app: { idle: () => ask('work'), handOver: () => void ask('hand over') },
    server: { drain: () => void ask('drain'), idle: () => ask('turns'), close: () => ask('close') },
    background: { rest: () => void ask('rest') },
    retention: { rest: () => void ask('delete nothing more') },
    flushTelemetry: () => ask('telemetry'),
    log,
  }
  return { asked, lines, stopping }
}

const ORDER = [
  'rest',
  'delete nothing more',
  'drain',
  'turns',
  'work',
  'hand over',
  'work',
  'close',
  'work',
  'telemetry',
]

describe('an orderly stop', () => {
  it('takes nothing more, ends turns and work, gives the rest back, draws the cards, and sends what was counted', async () => {
    const { asked, lines, stopping } = parts()
    await stopInOrder(stopping)
    assert.deepEqual(asked, ORDER)
    assert.deepEqual(lines, [])
  })

  it('takes at most 25 seconds, whatever hangs', async () => {
    const { asked, lines, stopping } = parts(() => new Promise(() => {}))
    let most = 0
    await stopInOrder(stopping, milliseconds => {
      most += milliseconds
      const over = new AbortController()
      setImmediate(() => over.abort())
      return over.signal
    })
    assert.ok(most <= 25_000, `${most}`)
    assert.deepEqual(asked, ORDER)
    assert.ok(lines.every(({ message }) => message === 'A step of stopping was not finished'))
    assert.equal(lines.length, 5)
  })

  it('goes on after what fails, and says what it was', async () => {
    const { asked, lines, stopping } = parts(async name => {
      if (name === 'close') throw new Error('the socket is gone')
    })
    await stopInOrder(stopping)
    assert.deepEqual(asked, ORDER)
    assert.deepEqual(
      lines.map(({ details }) => details.err?.message),
      ['the socket is gone'],
    )
  })

  it('begins once, however many signals come', () => {
    const begun: string[] = []
    const stop = onlyOnce(async (signal: string) => void begun.push(signal))
    for (const signal of ['SIGTERM', 'SIGTERM', 'SIGINT']) stop(signal)
    assert.deepEqual(begun, ['SIGTERM'])
  })
})
