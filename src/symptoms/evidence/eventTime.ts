import { copyOf } from '../text/flatCopy.js'

const TIME =
  /\b(?:(\d{4})[-/](\d\d)[-/](\d\d)|(\d{1,2})([./-])(\d{1,2})[./-](\d{4})),?[T ]{1,2}(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?: ?([AP])\.?M\.?)?(?: ?(Z|[+-]\d\d:?\d\d)(?![\w:]))?/i

/** The first date with a time: ISO 8601 if it is unambiguous, otherwise as written; null: there is none. */
export function timeIn(text: string): string | null {
  // A time has a colon, and most short alerts have none.
  if (!text.includes(':')) return null
  // The XML of an event, which may follow its text, has the time in UTC.
  const system = text.indexOf('SystemTime')
  const found = (system < 0 ? null : TIME.exec(text.slice(system, system + 80))) ?? TIME.exec(text)
  return found ? (toIso(found) ?? copyOf(found[0].trim())) : null
}

function toIso(found: RegExpExecArray): string | null {
  const [, year = '', month = '', day = '', first = '', mark = '', second = '', lastYear = ''] = found
  const date = year ? { year, month, day } : dayFirst(first, second, mark, lastYear)
  if (!date) return null
  const [hours, minutes = '', seconds = '00', half, zone] = found.slice(8)
  const hour = hourOf(Number(hours), half)
  const local = `${date.year}-${two(date.month)}-${two(date.day)}T${two(hour)}:${minutes}:${seconds}`
  return isMoment(local) ? inUtc(local, zone) : null
}

/** Which of two numbers is the day is unambiguous if they are separated by dots, or if one is above 12. */
function dayFirst(first: string, second: string, mark: string, year: string) {
  if (mark === '.' || Number(first) > 12) return { year, month: second, day: first }
  return Number(second) > 12 ? { year, month: first, day: second } : null
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

/** Times can be compared within one kind: both in UTC, or both without a zone. Times as written cannot be compared. */
export function timeKindOf(time: string): 'utc' | 'local' | 'asWritten' {
  const zone = /^\d{4}-\d\d-\d\dT[\d:]{8}(Z?)$/.exec(time)?.[1]
  if (zone === undefined) return 'asWritten'
  return zone === 'Z' ? 'utc' : 'local'
}

/** Whether `a` is earlier than `b`; null: they cannot be compared. */
export function isEarlier(time: string, other: string): boolean | null {
  const kind = timeKindOf(time)
  return kind === 'asWritten' || kind !== timeKindOf(other) ? null : time < other
}
