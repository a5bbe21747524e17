import { unlessAborted } from '../app/ports/unlessAborted.js'
import type { Log } from '../app/ports.js'

/** What an orderly stop has to do with. */
export interface StoppingParts {
  readonly app: {
    /** Waits until no work is running. */
    idle(): Promise<void>
    handOver(): void
  }
  readonly server: {
    drain(): void
    /** Waits until no turn is in progress. */
    idle(): Promise<void>
    close(): Promise<void>
  }
  readonly background: { rest(): void }
  readonly retention: { rest(): void }
  flushTelemetry(): Promise<void>
  readonly log: Log
}

interface StopStep {
  readonly name: string
  /** The longest that it may take, in milliseconds. */
  readonly most: number
  run(parts: StoppingParts): Promise<unknown>
}

/**
 * Azure App Service ends a stopping site 30 seconds after SIGTERM, and so does Kubernetes; all steps together take 25 at
 * most, whatever hangs. https://learn.microsoft.com/azure/app-service/configure-language-nodejs
 */
const STEPS: readonly StopStep[] = [
  {
    name: 'turns and short work end',
    most: 6_000,
    async run({ app, server, background, retention }) {
      background.rest()
      retention.rest()
      server.drain()
      await Promise.all([server.idle(), app.idle()])
    },
  },
  {
    name: 'other work is given back',
    most: 4_000,
    async run({ app }) {
      app.handOver()
      await app.idle()
    },
  },
  { name: 'cards are drawn', most: 9_000, run: ({ server }) => server.close() },
  // What was drawn, and where, is saved with its case.
  { name: 'cases are saved', most: 3_000, run: ({ app }) => app.idle() },
  { name: 'telemetry is sent', most: 3_000, run: ({ flushTelemetry }) => flushTelemetry() },
]

/** Takes the steps one after another. One that fails or takes too long holds up none of those after it. */
export async function stopInOrder(parts: StoppingParts, within = AbortSignal.timeout): Promise<void> {
  for (const { name, most, run } of STEPS) {
    const late = within(most)
    await unlessAborted(run(parts), late).catch(error => {
      const why = late.aborted ? {} : { err: error }
      parts.log.warn({ step: name, ...why }, 'A step of stopping was not finished')
    })
  }
}

/**
 * A second signal changes nothing: stopping is bounded already, and whoever starts the bot may pass on a signal that the
 * bot has got itself, as npm does. https://github.com/npm/run-script/blob/main/lib/signal-manager.js
 */
export function onlyOnce<T>(stop: (signal: T) => Promise<void>): (signal: T) => void {
  let isStopping = false
  return signal => {
    if (!isStopping) void stop(signal)
    isStopping = true
  }
}
