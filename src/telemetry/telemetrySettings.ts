type Env = Readonly<Record<string, string | undefined>>

export interface TelemetrySettings {
  /** Of an Application Insights resource; null: telemetry does not leave the process. */
  readonly connectionString: string | null
  /** Metrics are printed on standard output, for development. */
  readonly console: boolean
}

/** https://learn.microsoft.com/azure/azure-monitor/app/connection-strings */
const KEY = /(?:^|;)\s*InstrumentationKey=[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\s*(?:;|$)/i

export function readTelemetry(env: Env, faults: string[]): TelemetrySettings {
  const connectionString = env.APPLICATIONINSIGHTS_CONNECTION_STRING?.trim() || null
  if (connectionString && !KEY.test(connectionString)) {
    faults.push(
      'APPLICATIONINSIGHTS_CONNECTION_STRING is no connection string: copy it from the Azure portal, Application Insights, Overview, or leave it out',
    )
  }
  const given = env.TELEMETRY?.trim() || null
  if (given !== null && given !== 'console') faults.push('TELEMETRY must be console; leave it out for none')
  return { connectionString, console: given === 'console' }
}

/**
 * The Azure Monitor distribution would also report its own use to Microsoft, to other hosts than that of the connection
 * string; only variables turn that off. https://learn.microsoft.com/azure/azure-monitor/app/statsbeat
 */
const NO_STATISTICS = { APPLICATION_INSIGHTS_NO_STATSBEAT: 'true', APPLICATIONINSIGHTS_SDKSTATS_DISABLED: 'true' }

/** Before an SDK is loaded. A faulty value counts as none: the bot reports it when it reads its configuration. */
export function prepareTelemetry(env: NodeJS.ProcessEnv): TelemetrySettings {
  const faults: string[] = []
  const settings = readTelemetry(env, faults)
  if (faults.length > 0) return { connectionString: null, console: false }
  if (settings.connectionString) Object.assign(env, NO_STATISTICS)
  return settings
}
