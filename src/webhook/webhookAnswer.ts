import type { WebhookAnswer } from '../app/ports/webhook.js'
import { parseRetryAfter } from '../domain/retryAfter.js'
import { isTransient } from '../domain/triage/news/retryRule.js'

/** What came back. `status` null: there was no answer. */
export type Posted =
  | { readonly status: null; readonly reason: string }
  | {
      readonly status: number
      readonly retryAfter: string | undefined
      /** Where a redirect leads. */
      readonly location: string | undefined
      /** The beginning of the answer; not for logs. */
      readonly said: string
    }

export function answerOf(posted: Posted, now: Date): Exclude<WebhookAnswer, { result: 'paused' }> {
  if (posted.status === null) return { result: 'failed', status: null, reason: posted.reason }
  const { status } = posted
  if (status >= 200 && status < 300) return { result: 'delivered' }
  const reason = status >= 300 && status < 400 ? redirectReason(posted) : `It answered with ${status}`
  if (!isTransient(status)) return { result: 'refused', status, reason }
  const retryAfterMs = parseRetryAfter(posted.retryAfter, now)
  return { result: 'failed', status, reason, ...(retryAfterMs !== null && { retryAfterMs }) }
}

/** Names only the host: the rest of an address may be a secret. */
function redirectReason({
  status,
  location,
}: {
  readonly status: number
  readonly location: string | undefined
}): string {
  const host = location !== undefined && URL.canParse(location) ? new URL(location).host : ''
  const where = host === '' ? 'elsewhere' : `to ${host}`
  return `It answered with ${status}, a redirect ${where}, which is not followed: set TRIAGE_WEBHOOK to the final address`
}
