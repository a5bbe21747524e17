import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigurationError } from '../../src/config/configurationError.js'
import { readConfig, readTelemetryConfig } from '../../src/config.js'
import { readTelemetry } from '../../src/telemetry/telemetrySettings.js'

const CONNECTION =
  'InstrumentationKey=00000000-0000-4000-8000-000000000001;IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/'

function faultsOf(env: Record<string, string>): readonly string[] {
  const faults: string[] = []
  readTelemetry(env, faults)
  return faults
}

describe('the settings of telemetry', () => {
  it('are none by default', () => {
    assert.deepEqual(readTelemetryConfig({}), { connectionString: null, console: false })
  })

  it('are a connection string, or the console', () => {
    assert.equal(
      readTelemetryConfig({ APPLICATIONINSIGHTS_CONNECTION_STRING: ` ${CONNECTION} ` }).connectionString,
      CONNECTION,
    )
    assert.equal(readTelemetryConfig({ TELEMETRY: 'console' }).console, true)
  })

  it('let the SDK report nothing of its own', () => {
    const env: NodeJS.ProcessEnv = { APPLICATIONINSIGHTS_CONNECTION_STRING: CONNECTION }
    readTelemetryConfig(env)
    assert.deepEqual(
      [env.APPLICATION_INSIGHTS_NO_STATSBEAT, env.APPLICATIONINSIGHTS_SDKSTATS_DISABLED],
      ['true', 'true'],
    )
  })

  it('have a fault each, which the bot reports with its others, without the value', () => {
    const env = { APPLICATIONINSIGHTS_CONNECTION_STRING: 'a-secret', TELEMETRY: 'file' }
    const faults = faultsOf(env)
    assert.deepEqual(
      faults.map(fault => fault.split(' ')[0]),
      Object.keys(env),
    )
    assert.ok(!faults.join().includes('a-secret'))
    assert.throws(
      () => readConfig(env),
      (error: unknown) => error instanceof ConfigurationError && faults.every(fault => error.faults.includes(fault)),
    )
    assert.deepEqual(readTelemetryConfig(env), { connectionString: null, console: false })
  })
})
