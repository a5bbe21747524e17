import { type Answer, refusal } from './answer.js'

/** A member as the channel lists them. */
export interface ListedMember {
  readonly id?: string
  readonly [property: string]: unknown
}

/** The members of each conversation that has a list. */
export type RosterBook = Map<string, readonly ListedMember[]>

const LEAST = 50
const MOST = 500

/** One page; its size is bounded, whatever is asked for. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context */
export function pageOf(rosters: RosterBook, conversationId: string, query: URLSearchParams): Answer {
  const members = rosters.get(conversationId)
  // Threads have no members of their own, so that their ids are unknown here.
  if (!members) return refusal(404, 'ConversationNotFound')
  const size = Math.min(MOST, Math.max(LEAST, Number(query.get('pageSize') ?? MOST)))
  const start = Number(query.get('continuationToken') ?? 0)
  const end = start + size
  const more = end < members.length ? { continuationToken: `${end}` } : {}
  return { status: 200, body: { members: members.slice(start, end), ...more } }
}
