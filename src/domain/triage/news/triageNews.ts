export const NEWS_KINDS = ['opened', 'taken', 'turnChanged', 'closed'] as const

/** What an outside ticket system is told about a case, as the case keeps it. */
export interface TriageNews {
  /** Numbers the news of a case from 1, without gaps. */
  readonly n: number
  readonly kind: (typeof NEWS_KINDS)[number]
  /** ISO 8601, UTC. */
  readonly at: string
}
