import { randomUUID } from 'node:crypto'
import type { WebhookSettings } from '../../config/webhookSettings.js'
import { plain } from '../../domain/parsedMessage.js'
import { userAgent } from '../../packageInfo.js'
import { postEvent } from '../../webhook/postEvent.js'
import { answerOf } from '../../webhook/webhookAnswer.js'
import { EXIT } from '../exit.js'
import { whenToStop } from '../interrupt.js'

/** Enough of an answer to recognize it. */
const SHOWN = 200

/** Sends one event that is about no case, and says what came back. Returns the exit code. */
export async function sendTest(settings: WebhookSettings): Promise<number> {
  const now = () => new Date()
  const event = {
    version: 1,
    id: `test-${randomUUID()}`,
    type: 'webhook.test',
    timestamp: now().toISOString(),
    data: {},
  }
  const signal = whenToStop()
  const posted = await postEvent({ ...settings, userAgent, now }, event, signal)
  if (signal.aborted) return EXIT.interrupted
  const answer = answerOf(posted, now())
  const said = posted.status === null ? '' : plain(posted.said).slice(0, SHOWN)
  const lines = [
    answer.result === 'delivered' ? `The ticket system took ${event.id}: HTTP ${posted.status}.` : `${answer.reason}.`,
    ...(said === '' ? [] : [`It said: ${said}`]),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  if (answer.result === 'delivered') return EXIT.healthy
  return answer.result === 'refused' ? EXIT.causeFound : EXIT.unavailable
}
