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
