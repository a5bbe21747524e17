import { createHash } from 'node:crypto'
import type { Case, Surface } from '../../domain/case/case.js'
import { threadOf, withoutThread } from '../../domain/triage/place.js'
import type { RowChange } from '../rowChange.js'
import { PARTITION } from '../tableRows.js'

/**
 * A reply in the thread of a card finds its case by a key, even when the case is over:
 *   m~HASH   the id of the case whose card is the first message of the thread
 * Written in the case's transaction.
 */
export function threadRow(hash: string) {
  return { partitionKey: PARTITION, rowKey: `m~${hash}` }
}

/** Of the thread that a conversation is; null: it is none. */
export function hashOfThread(channelId: string, conversationId: string): string | null {
  return conversationId === withoutThread(conversationId) ? null : hashOf(channelId, conversationId)
}

/** Of the threads of the case's cards. */
export function threadsOf({ surfaces }: Case): readonly string[] {
  return [...new Set(surfaces.flatMap(hashOfCard))]
}

function hashOfCard(surface: Surface): string[] {
  const { audience, channelId, conversationId } = surface
  const thread = audience === 'helpdesk' ? threadOf(surface) : null
  // A card that is a reply itself begins no thread.
  return thread !== null && conversationId === withoutThread(conversationId) ? [hashOf(channelId, thread)] : []
}

/** Hashed, because the ids of conversations have characters that a key must not have. */
function hashOf(...thread: readonly [channelId: string, conversationId: string]): string {
  return createHash('sha256').update(JSON.stringify(thread)).digest('hex').slice(0, 32)
}

/** The writes that bring the rows up to date; `before`: those that there are. */
export function threadActions(thisCase: Case, before: readonly string[]): RowChange[] {
  const now = threadsOf(thisCase)
  const gone = before.filter(hash => !now.includes(hash))
  const fresh = now.filter(hash => !before.includes(hash))
  return [
    ...gone.map(hash => ({ kind: 'delete', row: threadRow(hash) }) as const),
    ...fresh.map(hash => ({ kind: 'upsert', row: { ...threadRow(hash), caseId: thisCase.id } }) as const),
  ]
}
