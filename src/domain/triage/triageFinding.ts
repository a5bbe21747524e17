import { createHash } from 'node:crypto'
import type { Check } from '../diagnosis/check.js'
import type { Diagnosis, Message, Problem } from '../diagnosis/diagnosis.js'
import { maskedAddress } from '../mask.js'
import type { TriageFinding } from './triage.js'
import { leadIn } from './turns/responsible.js'

/** What a diagnosis says, in short, for whoever looks after many cases. */
export function findingOf(diagnosis: Diagnosis, checks: readonly Check[]): TriageFinding {
  const lead = leadIn(diagnosis)
  const { backlog, held } = diagnosis
  const waiting = backlog.ok && backlog.value ? backlog.value : null
  return {
    cause: lead?.checkId ?? null,
    gate: checks.find(({ id }) => id === lead?.checkId)?.gate ?? null,
    says: lead && maskedCause(lead),
    verdict: diagnosis.verdict,
    waiting: waiting?.count ?? null,
    atLeast: waiting?.atLeast ?? false,
    held: held ? held.drafts + held.jobs : null,
  }
}

/** Arguments that choose a wording, and name nobody. */
const PLAIN_ARGS: readonly string[] = ['as', 'channel', 'mode']

function maskedCause({ checkId, message, cause }: Problem): Message {
  const { key, args = {} } = cause ?? { key: `checks.${checkId}.cause` as const, args: message.args }
  const masked = Object.entries(args).map(([name, value]) => {
    const isName = typeof value === 'string' && !PLAIN_ARGS.includes(name)
    return [name, isName ? maskedAddress(value) : value]
  })
  return { key, args: Object.fromEntries(masked) }
}

/** Short enough for a key, and long enough that no two are alike. */
export function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}
