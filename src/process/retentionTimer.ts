import type { Retention } from '../app/ports/retention.js'
import type { Log } from '../app/ports.js'
import { HOUR_MS, MINUTE_MS } from '../domain/durations.js'

/** The start itself is busy enough. */
const FIRST_MS = MINUTE_MS
/** The pause while there is more to delete: the store has others to serve. */
const MORE_MS = MINUTE_MS

/** Deletes what was kept long enough, a part at a time, as long as the process runs. */
export function keepDeleting(retention: Retention, log: Log): { rest(): void } {
  const stop = new AbortController()
  let timer: NodeJS.Timeout
  const next = (milliseconds: number) => {
    timer = setTimeout(() => void run(), milliseconds)
  }
  const run = async () => {
    const { more } = await retention.run(stop.signal).catch(error => {
      log.warn({ err: error }, 'What was kept long enough could not be deleted; that is tried again')
      return { more: false }
    })
    if (!stop.signal.aborted) next(more ? MORE_MS : HOUR_MS)
  }
  next(FIRST_MS)
  return {
    rest() {
      clearTimeout(timer)
      stop.abort()
    },
  }
}
