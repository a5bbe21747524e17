import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { Activity } from './activity.js'

const DEFAULT_LOCALE = 'en-US'
/** Real names of locales and time zones are shorter; longer ones would fill the memory. */
const LONGEST_NAME = 50
/** Canonical names, by what channels say. Finding one takes as long as everything else that is read of an activity. */
const locales = new LRUCache<string, string>({ max: 1_000, memoMethod: canonicalLocale })
const timeZones = new LRUCache<string, string>({ max: 1_000, memoMethod: canonicalTimeZone })

const clientInfo = z.looseObject({ type: z.literal('clientInfo'), timezone: z.string().min(1).max(LONGEST_NAME) })

export function localeOf({ locale }: Activity): string {
  if (!locale) return DEFAULT_LOCALE
  return locale.length > LONGEST_NAME ? canonicalLocale(locale) : locales.memo(locale)
}

function canonicalLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? DEFAULT_LOCALE
  } catch {
    return DEFAULT_LOCALE
  }
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

/** Empty: it is none. From Node 22 on, Intl also takes offsets such as +01:00, which know no summer time. */
function canonicalTimeZone(name: string): string {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
    return /^[A-Z]/i.test(timeZone) ? timeZone : ''
  } catch {
    return ''
  }
}
