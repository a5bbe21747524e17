import type { RunningApp } from '../app/app.js'
import type { Clock, Lane, Log } from '../app/ports.js'

/** How often each lane is checked, in milliseconds: work that somebody waits for, and work that can wait. */
const LOOK_MS: Readonly<Record<Lane, number>> = { urgent: 1_000, watch: 5_000 }
/** A run of recovery that takes longer than this is stuck. */
const STUCK_MS = 120_000
/** A digest comes at most this late. */
const DIGEST_MS = 60_000
/** Organizations whose mail is due to be looked at are looked at so much later at most. */
const GUARD_MS = 20_000

const LANES = ['urgent', 'watch'] as const

/** What this process does by itself. */
export interface Background {
  /** Milliseconds since the last run of recovery on this lane ended. */
  since(lane: Lane): number
  rest(): void
}

interface Parts {
  readonly app: Pick<RunningApp, 'recover' | 'digest' | 'guard'>
  readonly clock: Clock
  readonly log: Log
}

/** Checks each lane right away and then repeatedly, whether the helpdesk's digest is due, and whether mail leaves. */
export function keepWorking({ app, clock, log }: Parts): Background {
  const now = () => clock.now().getTime()
  const ended: Record<Lane, number> = { urgent: now(), watch: now() }
  const recover = async (lane: Lane) => {
    await app.recover(lane).catch(error => log.warn({ err: error, lane }, 'Unfinished work could not be looked for'))
    ended[lane] = now()
  }
  const guard = () => app.guard().catch(error => log.warn({ err: error }, 'No organization could be looked at'))
  const digest = () => app.digest().catch(error => log.warn({ err: error }, 'The digest could not be posted'))
  const stops = [
    ...LANES.map(lane => repeat(clock, LOOK_MS[lane], () => recover(lane))),
    repeat(clock, GUARD_MS, guard),
    repeat(clock, DIGEST_MS, digest),
  ]
  return {
    since: lane => now() - ended[lane],
    rest() {
      for (const stop of stops) stop()
    },
  }
}

/** Runs something right away and then repeatedly, one run at a time. Returns what ends that. */
function repeat(clock: Clock, milliseconds: number, run: () => Promise<void>): () => void {
  let isRunning = false
  const look = async () => {
    if (isRunning) return
    isRunning = true
    await run()
    isRunning = false
  }
  void look()
  return clock.every(milliseconds, () => void look())
}

/** Whether this process works. What it needs from outside is the business of /readyz: another process would need it, too. */
export function healthOf(background: Background | null): { ok: boolean; stuck?: readonly Lane[] } {
  const stuck = LANES.filter(lane => (background?.since(lane) ?? 0) > STUCK_MS)
  return stuck.length === 0 ? { ok: true } : { ok: false, stuck }
}
