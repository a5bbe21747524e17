import { type MeterProvider, metrics } from '@opentelemetry/api'
import type { Telemetry } from '../app/ports/telemetry.js'

/** The metrics of the bot, on whatever provider the preloaded script has registered; without one, nothing is counted. */
export function createTelemetry(provider: MeterProvider = metrics.getMeterProvider()): Telemetry {
  const meter = provider.getMeter('pending-send')
  const turns = meter.createCounter('pending_send.turns', { description: 'Activities answered' })
  const duration = meter.createHistogram('pending_send.turn.duration', {
    description: 'How long answering an activity took',
    unit: 'ms',
  })
  const diagnoses = meter.createCounter('pending_send.diagnoses', { description: 'Diagnoses made' })
  const roundTrips = meter.createCounter('pending_send.dataverse.round_trips', {
    description: 'Requests sent to Dataverse',
  })
  const throttled = meter.createCounter('pending_send.dataverse.throttled', {
    description: 'Requests that Dataverse asked to repeat later',
  })
  const standstills = meter.createCounter('pending_send.standstills', {
    description: 'Times that mail of an organization stopped leaving',
  })
  const dropped = meter.createCounter('pending_send.cards.dropped', { description: 'Cards that were not shown' })
  const overdue = meter.createObservableGauge('pending_send.work.overdue_age', {
    description: 'How long the oldest due work has been waiting',
    unit: 's',
  })
  return {
    turn({ kind, outcome, ms }) {
      turns.add(1, { kind, outcome })
      duration.record(ms, { kind })
    },
    diagnosis: ({ verdict, cause }) => diagnoses.add(1, { verdict, cause }),
    roundTrip: organization => roundTrips.add(1, { organization }),
    throttled: organization => throttled.add(1, { organization }),
    standstill: organization => standstills.add(1, { organization }),
    cardDropped: reason => dropped.add(1, { reason }),
    watchOverdue: age => overdue.addCallback(result => result.observe(age())),
  }
}

/** Sends what has been counted so far. Rejects if it cannot be sent. */
export async function flushTelemetry(provider: MeterProvider = metrics.getMeterProvider()): Promise<void> {
  // The API has no such method; the provider of the SDK has.
  const { forceFlush } = provider as { readonly forceFlush?: () => Promise<void> }
  await forceFlush?.call(provider)
}
