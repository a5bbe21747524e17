interface Limit {
  readonly milliseconds: number
  readonly signal: AbortSignal | undefined
}

/**
 * Runs work with a signal that aborts with the caller's signal or at the time limit. axios' own limit covers only silence:
 * an answer that trickles in never reaches it.
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
