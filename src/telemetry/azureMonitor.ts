import { useAzureMonitor } from '@azure/monitor-opentelemetry'

const off = { enabled: false }

/**
 * Sends our metrics to Application Insights, and nothing else: nothing is instrumented, so no request with its URL and no
 * line of the log is sent, and nothing waits on the disk of the host.
 * https://learn.microsoft.com/azure/azure-monitor/app/opentelemetry-configuration?tabs=nodejs
 */
export function startAzureMonitor(connectionString: string): void {
  useAzureMonitor({
    azureMonitorExporterOptions: { connectionString, disableOfflineStorage: true },
    enableLiveMetrics: false,
    enableStandardMetrics: false,
    enablePerformanceCounters: false,
    instrumentationOptions: {
      azureSdk: off,
      http: off,
      mongoDb: off,
      mySql: off,
      postgreSql: off,
      redis: off,
      redis4: off,
      bunyan: off,
      winston: off,
    },
  })
}
