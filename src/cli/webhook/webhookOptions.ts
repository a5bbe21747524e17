import { readArguments } from '../arguments.js'
import { WEBHOOK } from '../commandTable.js'
import { UsageError } from '../exit.js'

const TASKS = ['dead-letters', 'retry', 'discard', 'test'] as const

export interface WebhookOptions {
  readonly task: (typeof TASKS)[number]
  readonly json: boolean
}

/** Throws a UsageError that names the mistake. */
export function readWebhookOptions(args: string[]): WebhookOptions {
  const { values } = readArguments(args, WEBHOOK)
  const [task, ...others] = TASKS.filter(name => values[name])
  const { json = false } = values
  if (task === undefined || others.length > 0)
    throw new UsageError('Give one of --dead-letters, --retry, --discard and --test.')
  if (json && task !== 'dead-letters') throw new UsageError('--json goes with --dead-letters only.')
  return { task, json }
}
