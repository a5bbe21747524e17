import type { Diagnosis } from '../../domain/diagnosis/diagnosis.js'
import { plural } from '../plural.js'

/** What waits and what is held, of one of many senders; empty: nothing. */
export function mailCounts(diagnosis: Diagnosis): readonly string[] {
  const { backlog } = diagnosis
  const { count = 0, atLeast = false } = (backlog.ok && backlog.value) || {}
  const held = heldKinds(diagnosis)
  return [
    ...(count > 0 ? [`${atLeast ? 'at least ' : ''}${count} waiting`] : []),
    ...(held.length > 0 ? [`${held.join(' and ')} held`] : []),
  ]
}

/** What is held: it does not leave by itself. Empty: nothing. */
export function heldSentence(diagnosis: Diagnosis): string {
  const held = heldKinds(diagnosis)
  if (held.length === 0) return ''
  const isOne = held.length === 1 && held[0]?.startsWith('1 ')
  return `${held.join(' and ')} ${isOne ? 'is' : 'are'} held back.`
}

function heldKinds({ held }: Diagnosis): readonly string[] {
  const { drafts = 0, jobs = 0 } = held ?? {}
  return [...(drafts > 0 ? [plural(drafts, 'draft')] : []), ...(jobs > 0 ? [plural(jobs, 'job')] : [])]
}
