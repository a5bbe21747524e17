import { type Answer, refusal, rootOf } from './answer.js'
import type { RosterBook } from './roster.js'

interface Targeted {
  readonly method: string
  readonly conversationId: string
  readonly isTargeted: boolean
  readonly activity: { readonly recipient?: { readonly id?: string } } | null
}

/**
 * Why a message for one person is refused; null: it is not.
 * https://learn.microsoft.com/microsoftteams/platform/agents-in-teams/targeted-messages
 * UNCONFIRMED: the code for somebody who is no member; that they have to be one is documented.
 */
export function targetedFault(rosters: RosterBook, call: Targeted): Answer | null {
  const { method, conversationId, isTargeted, activity } = call
  if (!isTargeted) return null
  const recipient = activity?.recipient?.id
  if (method !== 'POST') return recipient === undefined ? null : refusal(400, 'BadArgument')
  const root = rootOf(conversationId)
  if (recipient === undefined || !root.startsWith('19:')) return refusal(400, 'BadArgument')
  const members = rosters.get(root)
  return !members || members.some(({ id }) => id === recipient) ? null : refusal(403, 'UserNotInConversationRoster')
}
