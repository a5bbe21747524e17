import type { Check } from '../../../domain/diagnosis/check.js'
import type { Diagnosis, Problem } from '../../../domain/diagnosis/diagnosis.js'
import type { TextPlace, Wording } from '../../wordings.js'
import { waits } from './backlogLine.js'

interface Reading {
  readonly checks: readonly Check[]
  readonly wording: Wording
  /** The problem is the reader's own. */
  readonly self: boolean
  readonly place?: TextPlace
}

/** Whether the mail was handed over at all, and what holds it; null: the problem says nothing about that. */
export function gateLine(problem: Problem, diagnosis: Diagnosis, reading: Reading): string | null {
  const { checks, wording, self, place } = reading
  const gate = checks.find(({ id }) => id === problem.checkId)?.gate
  if (gate === undefined || problem.severity !== 'blocking') return null
  // Without an account, nothing is known about what it was refused.
  if (gate === 1 && problem.message.args?.account === undefined) return null
  const { channel, held, backlog } = diagnosis
  const args = {
    ...problem.message.args,
    self: self ? 'yes' : 'no',
    channel: channel ?? 'unknown',
    waits: waits(backlog) ? 'yes' : 'no',
    held: held && held.drafts + held.jobs > 0 ? 'yes' : 'no',
  }
  return wording.say(`gates.${gate === 1 ? 'right' : (OTHER_MAILBOXES[problem.checkId] ?? 'mailbox')}`, args, place)
}

/** Causes behind the second gate that are not about the sender's own mailbox. */
const OTHER_MAILBOXES: Readonly<Record<string, 'submitter' | 'everybody'>> = {
  delegatedSending: 'submitter',
  everybodyWaits: 'everybody',
}
