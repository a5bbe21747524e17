/**
 * Loaded before everything else (`node --import`), so that a provider of metrics is registered when the bot creates them.
 * Where no telemetry is configured, it loads no SDK.
 */
import { readTelemetryConfig } from './config.js'

const { connectionString, console } = readTelemetryConfig()
if (connectionString) {
  const { startAzureMonitor } = await import('./telemetry/azureMonitor.js')
  startAzureMonitor(connectionString)
} else if (console) {
  const { startConsole } = await import('./telemetry/console.js')
  startConsole()
}
