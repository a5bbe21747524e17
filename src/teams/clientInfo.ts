import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { canonicalLocale, canonicalTimeZone } from '../http/localeNames.js'
import type { Activity } from './activity.js'

/** Real names of locales and time zones are shorter; longer ones would fill the memory. */
const LONGEST_NAME = 50
/** Canonical names, by what channels say. Finding one takes as long as everything else that is read of an activity. */
const locales = new LRUCache<string, string>({ max: 1_000, memoMethod: canonicalLocale })
const timeZones = new LRUCache<string, string>({ max: 1_000, memoMethod: canonicalTimeZone })

const clientInfo = z.looseObject({ type: z.literal('clientInfo'), timezone: z.string().min(1).max(LONGEST_NAME) })

export function localeOf({ locale }: Activity): string {
  if (!locale) return canonicalLocale('')
  return locale.length > LONGEST_NAME ? canonicalLocale(locale) : locales.memo(locale)
}

/**
 * IANA name of the time zone that the client says it is in; null: it says none, or one that nobody knows.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages
 */
export function timeZoneOf({ entities }: Pick<Activity, 'entities'>): string | null {
  for (const entity of entities ?? []) {
    const parsed = clientInfo.safeParse(entity)
    if (parsed.success) return timeZones.memo(parsed.data.timezone) || null
  }
  return null
}
