import type { Click } from '../../domain/case/cardClick.js'
import type { PersonRate, Slowed } from '../../http/personRate.js'
import type { Activity } from '../activity.js'

const REFRESH: Click['verb'] = 'refresh'

interface Sender {
  readonly person: string
  /** Deeds within a minute. */
  readonly most: number
}

/** Whether the sender of an activity has to slow down; null: no. What the channel sends by itself does not count. */
export function slowedBy(
  rate: PersonRate,
  activity: Pick<Activity, 'type' | 'name' | 'value'>,
  { person, most }: Sender,
): Slowed | null {
  if (activity.type !== 'message' && activity.type !== 'invoke') return null
  return rate.take(person, isSilent(activity) ? 'silent' : 'deed', most)
}

/**
 * What the client says of itself does not make it so: only what a card asks for by itself is cheap.
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
 */
function isSilent({ name, value }: Pick<Activity, 'name' | 'value'>): boolean {
  if (name !== 'adaptiveCard/action') return false
  const { trigger, action } = (value ?? {}) as { readonly trigger?: unknown; readonly action?: unknown }
  const { data } = (action ?? {}) as { readonly data?: unknown }
  const { verb } = (data ?? {}) as { readonly verb?: unknown }
  return trigger === 'automatic' && verb === REFRESH
}
