import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { createTelemetry, flushTelemetry } from '../../src/telemetry/metrics.js'

async function exported(use: (telemetry: ReturnType<typeof createTelemetry>) => void) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] })
  use(createTelemetry(provider))
  await flushTelemetry(provider)
  const [first] = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics)
  await provider.shutdown()
  return (first?.metrics ?? []).flatMap(({ descriptor, dataPoints }) =>
    dataPoints.map(({ attributes, value }) => ({
      name: descriptor.name,
      unit: descriptor.unit,
      attributes,
      value: typeof value === 'number' ? value : value.count,
    })),
  )
}

describe('the metrics', () => {
  it('have these names, units and attributes, and nothing that names a person', async () => {
    const metrics = await exported(telemetry => {
      telemetry.turn({ kind: 'click', outcome: 'failed', ms: 120 })
      telemetry.turn({ kind: 'click', outcome: 'failed', ms: 80 })
      telemetry.diagnosis({ verdict: 'causeFound', cause: 'senderConsent' })
      telemetry.roundTrip('Contoso')
      telemetry.throttled('Contoso')
      telemetry.standstill('Contoso')
      telemetry.cardDropped('refused')
      telemetry.watchOverdue(() => 7)
    })
    assert.deepEqual(
      metrics.toSorted((a, b) => a.name.localeCompare(b.name)),
      [
        { name: 'pending_send.cards.dropped', unit: '', attributes: { reason: 'refused' }, value: 1 },
        { name: 'pending_send.dataverse.round_trips', unit: '', attributes: { organization: 'Contoso' }, value: 1 },
        { name: 'pending_send.dataverse.throttled', unit: '', attributes: { organization: 'Contoso' }, value: 1 },
        {
          name: 'pending_send.diagnoses',
          unit: '',
          attributes: { verdict: 'causeFound', cause: 'senderConsent' },
          value: 1,
        },
        { name: 'pending_send.standstills', unit: '', attributes: { organization: 'Contoso' }, value: 1 },
        { name: 'pending_send.turn.duration', unit: 'ms', attributes: { kind: 'click' }, value: 2 },
        { name: 'pending_send.turns', unit: '', attributes: { kind: 'click', outcome: 'failed' }, value: 2 },
        { name: 'pending_send.work.overdue_age', unit: 's', attributes: {}, value: 7 },
      ],
    )
  })

  it('without a provider are counted by nobody, and sending them does nothing', async () => {
    const telemetry = createTelemetry()
    telemetry.turn({ kind: 'message', outcome: 'ok', ms: 1 })
    telemetry.watchOverdue(() => {
      throw new Error('nobody should ask')
    })
    await flushTelemetry()
  })
})
