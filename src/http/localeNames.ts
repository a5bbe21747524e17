const DEFAULT_LOCALE = 'en-US'

/** A locale as Intl spells it; American English where there is none of this name. */
export function canonicalLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? DEFAULT_LOCALE
  } catch {
    return DEFAULT_LOCALE
  }
}

/** IANA name of a time zone; empty: it is none. From Node 22 on, Intl also takes offsets such as +01:00, which know no summer time. */
export function canonicalTimeZone(name: string): string {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
    return /^[A-Z]/i.test(timeZone) ? timeZone : ''
  } catch {
    return ''
  }
}
