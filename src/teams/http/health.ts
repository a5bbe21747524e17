import { setTimeout } from 'node:timers/promises'
import type { Log } from '../sdkLog.js'

export interface Health {
  readonly ok: boolean
  /** More to tell an operator; shown to everybody, so no secrets. */
  readonly [detail: string]: unknown
}

export interface HealthOptions {
  readonly look: () => Promise<Health> | Health
  readonly log: Log
  /** Milliseconds on a clock that never steps back; default: the process's own. */
  readonly now?: () => number
  /** How long one look is good for everybody who asks, in milliseconds. */
  readonly keep?: number
  /** How long a look may take, in milliseconds; one that takes longer has found the bot unwell. */
  readonly patience?: number
}

/** Whoever asks, and however often: one look at a time, and at most one in ten seconds. It never rejects. */
export function createHealth(options: HealthOptions): () => Promise<Health> {
  const { now = () => performance.now(), keep = 10_000 } = options
  let latest: { readonly at: number; readonly found: Promise<Health> } | null = null
  return () => {
    if (latest === null || now() - latest.at >= keep) latest = { at: now(), found: lookOnce(options) }
    return latest.found
  }
}

async function lookOnce({ look, log, patience = 3_000 }: HealthOptions): Promise<Health> {
  const answered = new AbortController()
  const late = setTimeout(patience, undefined, { signal: answered.signal }).then(() => {
    log.error({ patience }, 'The health check was given up: no answer in time')
    return { ok: false }
  })
  try {
    return await Promise.race([look(), late])
  } catch (error) {
    log.error({ err: error }, 'The health check failed')
    return { ok: false }
  } finally {
    answered.abort()
    late.catch(() => {})
  }
}
