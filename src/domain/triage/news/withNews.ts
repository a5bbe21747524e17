import { isSamePerson } from '../../actor.js'
import { type Case, isOpen, type Work } from '../../case/case.js'
import { removeWork, replaceWork } from '../../case/pendingWork.js'
import type { Agent } from '../triage.js'
import type { Announced } from '../triageEvents.js'
import type { TriageNews } from './triageNews.js'

/**
 * More than any case has in the day for which a ticket system may be away. What waits says how the case is when it is sent,
 * so only the end of the case is worth more; and a case must not outgrow its row.
 */
const MOST = 100

/** The case with whatever a ticket system has to hear of the change, which happened at this time (ISO 8601). */
export function withNews(before: Case, after: Case, at: string): Case {
  const { newsCount = 0, news = [] } = after
  const hasRoom = news.length < MOST
  const kinds = kindsOf(before, after).filter(kind => hasRoom || kind === 'closed')
  if (kinds.length === 0) return after
  const fresh = kinds.map((kind, i): TriageNews => ({ n: newsCount + i + 1, kind, at }))
  return { ...after, newsCount: newsCount + fresh.length, news: [...news, ...fresh] }
}

function kindsOf(before: Case, after: Case): readonly TriageNews['kind'][] {
  const { triage: was } = before
  const { triage: is } = after
  if (!is) return []
  const closed = isOpen(before) && !isOpen(after) ? (['closed'] as const) : []
  if (!was) return ['opened', ...closed]
  return [
    ...(isSameAgent(was.assignee, is.assignee) ? [] : (['taken'] as const)),
    ...(was.turn === is.turn ? [] : (['turnChanged'] as const)),
    ...closed,
  ]
}

function isSameAgent(one: Agent | null, other: Agent | null): boolean {
  return one === other || (one !== null && other !== null && isSamePerson(one, other))
}

/** Whether there is news to tell. It waits for the number, by which the ticket system knows the case. */
export function hasNews({ news, triage }: Case): boolean {
  return news !== undefined && triage !== undefined && triage.number !== null
}

/** What came to the case while the ticket system was told is left, too. */
export function afterAnnouncing(thisCase: Case, work: Work, event: Omit<Announced, 'type' | 'work'>): Case {
  const { news = [], ...rest } = thisCase
  const { delivered, failed, at, retryAfterMs } = event
  const left = news.filter(({ n }) => n > delivered)
  if (left.length === 0) return removeWork(rest, work)
  const notBefore = new Date(Date.parse(at) + (retryAfterMs ?? 0)).toISOString()
  return replaceWork({ ...rest, news: left }, { id: work.id, kind: work.kind, attempts: failed, notBefore })
}
