import type { Webhook, WebhookAnswer } from '../app/ports/webhook.js'
import { obeyed } from '../domain/triage/news/retryRule.js'
import { type PostOptions, postEvent } from './postEvent.js'
import { answerOf } from './webhookAnswer.js'

/** Without an answer to one event, the others wait this long: each of them would hold up other work until its deadline. */
const PAUSE_MS = 10_000

/** Sends signed events to the ticket system. */
export function createWebhook(options: PostOptions): Webhook {
  const { now } = options
  let pausedUntil = 0
  /** An answer that says nothing about other events pauses nothing. */
  const pause = (answer: WebhookAnswer) => {
    if (answer.result !== 'failed') return
    const ms = answer.status === null ? PAUSE_MS : obeyed(answer.retryAfterMs ?? 0)
    pausedUntil = Math.max(pausedUntil, now().getTime() + ms)
  }
  return {
    async deliver(news, signal) {
      const wait = pausedUntil - now().getTime()
      if (wait > 0) return { result: 'paused', retryAfterMs: wait }
      const answer = answerOf(await postEvent(options, news, signal), now())
      if (!signal.aborted) pause(answer)
      return answer
    },
  }
}
