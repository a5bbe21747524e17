/** What the work brings; or throws the signal's reason as soon as it aborts, and leaves the work to itself. */
export async function unlessAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop)
  })
  try {
    return await Promise.race([aborted, work])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

interface Limit {
  readonly milliseconds: number
  readonly signal: AbortSignal | undefined
}

/**
 * Work with a signal that aborts with the caller's, and when the time is over. axios' own time limit is one of silence:
 * an answer that drips has none.
 */
export async function withinTime<T>(limit: Limit, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const within = new AbortController()
  const stop = () => within.abort()
  const timer = setTimeout(stop, limit.milliseconds)
  limit.signal?.addEventListener('abort', stop)
  if (limit.signal?.aborted) stop()
  try {
    return await work(within.signal)
  } finally {
    clearTimeout(timer)
    limit.signal?.removeEventListener('abort', stop)
  }
}
