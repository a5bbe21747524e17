import type { DeadLetter, DeadLetters } from '../../app/ports/webhook.js'
import type { WebhookSettings } from '../../config/webhookSettings.js'
import { plain } from '../../domain/parsedMessage.js'
import { userAgent } from '../../packageInfo.js'
import { postEvent } from '../../webhook/postEvent.js'
import { answerOf } from '../../webhook/webhookAnswer.js'
import { EXIT } from '../exit.js'
import { stoppedCode, whenToStop } from '../interrupt.js'
import { plural } from '../plural.js'

/** Sends all of them again, in order, up to the first that gets no answer now. Returns the exit code. */
export async function retryAll(letters: DeadLetters, settings: WebhookSettings): Promise<number> {
  const signal = whenToStop()
  const now = () => new Date()
  // Read before they are sent, because each that is sent changes the list.
  const all: DeadLetter[] = []
  for await (const letter of letters.list()) all.push(letter)
  let taken = 0
  let code: number = EXIT.healthy
  for (const letter of all) {
    const answer = answerOf(await postEvent({ ...settings, userAgent, now }, letter.news, signal), now())
    if (signal.aborted) {
      code = stoppedCode(signal, code)
      break
    }
    if (answer.result === 'delivered') {
      await letters.remove(letter.news)
      taken += 1
      continue
    }
    const { status, reason } = answer
    await letters.add({ ...letter, at: now().toISOString(), status, reason })
    process.stderr.write(`${letter.news.id}: ${plain(reason)}.\n`)
    code = answer.result === 'refused' ? EXIT.causeFound : EXIT.unavailable
    if (answer.result === 'failed') break
  }
  process.stderr.write(`${plural(taken, 'event')} taken, ${plural(all.length - taken, 'dead letter')} left.\n`)
  return code
}
