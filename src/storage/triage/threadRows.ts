import { createHash } from 'node:crypto'
import type { Case, Surface } from '../../domain/case/case.js'
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

/**
 * What Teams puts between a channel and the first message of a thread.
 * https://learn.microsoft.com/dotnet/api/microsoft.teams.core.schema.conversationextensions.tothreadedconversationid
 */
const MESSAGE = ';messageid='

/** Of the thread that a conversation is; null: it is none. */
export function hashOfThread(channelId: string, conversationId: string): string | null {
  const at = conversationId.indexOf(MESSAGE)
  if (at < 0) return null
  return hashOf(channelId, conversationId.slice(0, at), conversationId.slice(at + MESSAGE.length))
}

/** Of the threads of the case's cards. A card that is a reply itself is in a thread that is not its own. */
export function threadsOf({ surfaces }: Case): readonly string[] {
  return [...new Set(surfaces.flatMap(hashOfCard))]
}

function hashOfCard({ audience, conversationType, channelId, conversationId, activityId }: Surface): string[] {
  const isPost = audience === 'helpdesk' && conversationType === 'channel' && !conversationId.includes(MESSAGE)
  return isPost && activityId ? [hashOf(channelId, conversationId, activityId)] : []
}

/** Hashed, because ids of conversations and messages have characters that a key must not have. */
function hashOf(...message: readonly [channelId: string, root: string, activityId: string]): string {
  return createHash('sha256').update(JSON.stringify(message)).digest('hex').slice(0, 32)
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
