import { metrics } from '@opentelemetry/api'
import { ConsoleMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'

/** Prints our metrics on standard output every ten seconds, for development. */
export function startConsole(): void {
  const reader = new PeriodicExportingMetricReader({
    exporter: new ConsoleMetricExporter(),
    exportIntervalMillis: 10_000,
  })
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
}
