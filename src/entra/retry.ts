/** What decides whether a request is sent again, and after how long. Pure: time and chance are passed in. */
export interface TokenAttempt {
  readonly write: boolean
  /** Attempts made so far, this one included. */
  readonly attempts: number
  /** HTTP status; 0: there was no response. */
  readonly status: number
  /** Without a response: whether the request may have reached the server. */
  readonly sent: boolean
  /** The Retry-After header in milliseconds; null: there was none. */
  readonly retryAfterMs: number | null
  readonly elapsedMs: number
  /** From 0 to 1. */
  readonly chance: number
}

export interface Limits {
  readonly attempts: number
  /** From the first attempt to the start of the last one. */
  readonly budgetMs: number
}

/** For an organization, which asks callers to wait for minutes when it is busy. */
const ORGANIZATION: Limits = { attempts: 6, budgetMs: 90_000 }
const FIRST_DELAY_MS = 400
const MAX_DELAY_MS = 10_000

/** Milliseconds to wait; null: give up. Reads are repeated; writes only when nothing was sent or on 429. */
export function decideRetry(attempt: TokenAttempt, limits = ORGANIZATION): number | null {
  const { attempts, elapsedMs, retryAfterMs, chance } = attempt
  if (attempts >= limits.attempts || !mayRepeat(attempt)) return null
  const backoff = Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), MAX_DELAY_MS)
  const delay = retryAfterMs ?? backoff * (0.5 + chance / 2)
  return elapsedMs + delay <= limits.budgetMs ? delay : null
}

function mayRepeat({ write, status, sent }: TokenAttempt): boolean {
  if (status === 429) return true
  if (status === 0) return !write || !sent
  return !write && [408, 500, 502, 503, 504].includes(status)
}
