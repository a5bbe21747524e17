import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { startIngestion } from '../fixtures/ingestion.js'
import { compiled, runProgram } from '../tools/program.js'

const at = (path: string) => JSON.stringify(pathToFileURL(compiled(path)).href)

/** What a process does that has counted one turn. */
const COUNTING = `data:text/javascript,${encodeURIComponent(`
const { createTelemetry, flushTelemetry } = await import(${at('src/telemetry/metrics.js')})
createTelemetry().turn({ kind: 'click', outcome: 'ok', ms: 3 })
await flushTelemetry()
process.stdout.write('counted')
process.exit(0)`)}`

const count = (env: Readonly<Record<string, string>>) =>
  runProgram(['--import', pathToFileURL(compiled('src/preload.js')).href, '--import', COUNTING, '--eval', ''], { env })

describe('the preloaded script', () => {
  it('without a variable counts for nobody', async () => {
    const { code, stdout, stderr } = await count({})
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /^counted$/)
  })

  it('prints with TELEMETRY=console', async () => {
    const { code, stdout } = await count({ TELEMETRY: 'console' })
    assert.equal(code, 0)
    assert.match(stdout, /name: 'pending_send\.turns'[\s\S]*counted$/)
  })

  it('sends to Application Insights what was counted, and nothing else', async () => {
    const ingestion = await startIngestion()
    const { code, stdout, stderr } = await count(ingestion.env)
    await ingestion.close()
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /^counted$/)
    assert.deepEqual([...ingestion.names()].toSorted(), ['pending_send.turn.duration', 'pending_send.turns'])
    assert.ok(ingestion.received.every(line => line.startsWith('/v2.1/track ')))
  })

  it('with a faulty value leaves it to the bot to say so', async () => {
    const { code, stderr } = await count({ APPLICATIONINSIGHTS_CONNECTION_STRING: 'x', TELEMETRY: 'y' })
    assert.deepEqual([code, stderr], [0, ''])
  })
})
