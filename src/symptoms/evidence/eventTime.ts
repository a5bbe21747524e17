import { copyOf } from '../text/flatCopy.js'

const TIME =
  /\b(?:(\d{4})[-/](\d\d)[-/](\d\d)|(\d{1,2})([./-])(\d{1,2})[./-](\d{4})),?[T ]{1,2}(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?: ?([AP])\.?M\.?)?(?: ?(Z|[+-]\d\d:?\d\d)(?![\w:]))?/i

/** The first date with a time: ISO 8601 where it is certain which is meant, else as written; null: there is none. */
export function timeIn(text: string): string | null {
  // In the XML of an event, which may stand below the event in words, the time is in UTC.
  const system = text.indexOf('SystemTime')
  const found = (system < 0 ? null : TIME.exec(text.slice(system, system + 80))) ?? TIME.exec(text)
  return found ? (normalised(found) ?? copyOf(found[0].trim())) : null
}

function normalised(found: RegExpExecArray): string | null {
  const [, year = '', month = '', day = '', a = '', mark = '', b = '', lastYear = ''] = found
  const date = year ? { year, month, day } : dayFirst(a, b, mark, lastYear)
  if (!date) return null
  const [hours, minutes = '', seconds = '00', half, zone] = found.slice(8)
  const hour = hourOf(Number(hours), half)
  const local = `${date.year}-${two(date.month)}-${two(date.day)}T${two(hour)}:${minutes}:${seconds}`
  return isMoment(local) ? inUtc(local, zone) : null
}

/** Which of two numbers is the day is certain with dots, and where one is above 12. */
function dayFirst(a: string, b: string, mark: string, year: string) {
  if (mark === '.' || Number(a) > 12) return { year, month: b, day: a }
  return Number(b) > 12 ? { year, month: a, day: b } : null
}

function hourOf(hours: number, half: string | undefined): number {
  if (!half) return hours
  return (hours % 12) + (half.toUpperCase() === 'P' ? 12 : 0)
}

function two(number: string | number): string {
  return String(Number(number)).padStart(2, '0')
}

function isMoment(local: string): boolean {
  const at = Date.parse(`${local}Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(local)
}

function inUtc(local: string, zone: string | undefined): string {
  if (!zone) return local
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase()
  const at = Date.parse(`${local}${offset}`)
  return Number.isNaN(at) ? `${local}${zone}` : new Date(at).toISOString().replace('.000Z', 'Z')
}

/** Which times can be compared: those in UTC, those without a zone; none that are left as written. */
export function timeKindOf(time: string): 'utc' | 'local' | 'asWritten' {
  const zone = /^\d{4}-\d\d-\d\dT[\d:]{8}(Z?)$/.exec(time)?.[1]
  if (zone === undefined) return 'asWritten'
  return zone === 'Z' ? 'utc' : 'local'
}

/** Of two times the earlier, or null where that is not certain: one is not normalised, or only one has a zone. */
export function isEarlier(a: string, b: string): boolean | null {
  const kind = timeKindOf(a)
  return kind === 'asWritten' || kind !== timeKindOf(b) ? null : a < b
}
