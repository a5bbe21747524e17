import type { DeadLetter, DeadLetters } from '../../app/ports/webhook.js'
import { readStorageConfig, readWebhookConfig } from '../../config.js'
import { plain } from '../../domain/parsedMessage.js'
import { openCaseTable } from '../../openStore.js'
import { StoreUnavailable } from '../../storage/table.js'
import { createDeadLetters } from '../../storage/triage/deadLetters.js'
import { EXIT } from '../exit.js'
import { plural } from '../plural.js'
import { retryAll } from './retryDeadLetters.js'
import { sendTest } from './sendTest.js'
import type { WebhookOptions } from './webhookOptions.js'

/** Returns the exit code. */
export async function runWebhook({ task, json }: WebhookOptions): Promise<number> {
  if (task === 'test') return sendTest(readWebhookConfig())
  const storage = readStorageConfig()
  const settings = task === 'retry' ? readWebhookConfig() : null
  try {
    const letters = createDeadLetters(await openCaseTable(storage))
    if (settings) return await retryAll(letters, settings)
    return await (task === 'discard' ? discardAll(letters) : listAll(letters, json ? lineOf : blockOf))
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    process.stderr.write(`${error.message}\n`)
    return EXIT.unavailable
  }
}

async function listAll(letters: DeadLetters, textOf: (letter: DeadLetter) => string): Promise<number> {
  let count = 0
  for await (const letter of letters.list()) {
    count += 1
    process.stdout.write(textOf(letter))
  }
  process.stderr.write(count === 0 ? 'No dead letters.\n' : `${plural(count, 'dead letter')}.\n`)
  return count === 0 ? EXIT.healthy : EXIT.causeFound
}

async function discardAll(letters: DeadLetters): Promise<number> {
  let count = 0
  for await (const { news } of letters.list()) {
    await letters.remove(news)
    count += 1
  }
  process.stderr.write(`${plural(count, 'dead letter')} discarded.\n`)
  return EXIT.healthy
}

/** The stable shape; src/cli/webhook.schema.json describes it. */
function lineOf({ at, status, reason, news }: DeadLetter): string {
  return `${JSON.stringify({ at, status, reason, event: news })}\n`
}

function blockOf({ at, reason, news }: DeadLetter): string {
  const { type, timestamp, data } = news
  const number = data.number === null ? '' : `, number ${data.number}`
  return `${timestamp}  ${type}  case ${plain(data.case)}  #${data.sequence}${number}\n  given up ${at}: ${plain(reason)}\n`
}
