import type { Log } from '../app/ports.js'
import { CallDeadline, NoAnswer } from './callDeadline.js'

export interface Health {
  readonly ok: boolean
  /** More for an operator to know. Everybody can see it, so it must contain no secrets. */
  readonly [detail: string]: unknown
}

export interface HealthOptions {
  readonly look: () => Promise<Health> | Health
  readonly log: Log
  /** What the log calls the check; default: health. */
  readonly name?: 'health' | 'readiness'
  /** Milliseconds on a clock that never steps back; default: the process's own. */
  readonly now?: () => number
  /** How long one result is reused for all requests, in milliseconds. */
  readonly keep?: number
  /** When a check has taken too long and counts as failed. Default: after three seconds. */
  readonly deadline?: () => AbortSignal
}

/** However many requests come, one check runs at a time, and at most one in ten seconds. It never rejects. */
export function createHealth(options: HealthOptions): () => Promise<Health> {
  const { now = () => performance.now(), keep = 10_000, deadline = afterSeconds } = options
  const patience = new CallDeadline(deadline)
  let latest: { readonly at: number; readonly found: Promise<Health> } | null = null
  return () => {
    if (latest === null || now() - latest.at >= keep) latest = { at: now(), found: lookOnce(options, patience) }
    return latest.found
  }
}

const PATIENCE_MS = 3_000
const afterSeconds = () => AbortSignal.timeout(PATIENCE_MS)

async function lookOnce({ look, log, name = 'health' }: HealthOptions, patience: CallDeadline): Promise<Health> {
  try {
    return await patience.wait(async () => look())
  } catch (error) {
    if (error instanceof NoAnswer) log.error({}, `The ${name} check was given up: no answer in time`)
    else log.error({ err: error }, `The ${name} check failed`)
    return { ok: false }
  }
}
