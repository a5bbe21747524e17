import { DAY_MS, MINUTE_MS } from '../../durations.js'

/** Hours of a working day, in the person's own time: nobody is reminded at night. */
const FIRST_HOUR = 9
const LAST_HOUR = 17

/**
 * The same time of day, that many working days later, within working hours. `at`: ISO 8601; `timeZone`: an IANA name; absent
 * or unknown: UTC. Saturday and Sunday are free; other weekends and holidays are not known.
 */
export function workingDaysLater(at: string, days: number, timeZone = 'UTC'): string {
  const start = localOf(Date.parse(at), timeZone)
  const day = workingDay(start.day, days)
  const { day: reached, minutes } = withinHours({ day, minutes: start.minutes })
  return new Date(instantOf({ day: reached, minutes }, timeZone)).toISOString()
}

/** The local date (YYYY-MM-DD) and the minutes since midnight; null: the day is free. */
export function workingMoment(
  at: string,
  timeZone = 'UTC',
): { readonly date: string; readonly minutes: number } | null {
  const { day, minutes } = localOf(Date.parse(at), timeZone)
  return isWorkingDay(day) ? { date: new Date(day).toISOString().slice(0, 10), minutes } : null
}

/** A local time: `day`: midnight, as if it were UTC, in milliseconds; `minutes` since then. */
interface LocalTime {
  readonly day: number
  readonly minutes: number
}

/** A day that is free counts as the working day before it. */
function workingDay(from: number, days: number): number {
  let day = from
  for (let left = days; left > 0; ) {
    day += DAY_MS
    if (isWorkingDay(day)) left -= 1
  }
  return day
}

function isWorkingDay(day: number): boolean {
  const weekday = new Date(day).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

function withinHours({ day, minutes }: LocalTime): LocalTime {
  if (minutes < FIRST_HOUR * 60) return { day, minutes: FIRST_HOUR * 60 }
  if (minutes < LAST_HOUR * 60) return { day, minutes }
  return { day: workingDay(day, 1), minutes: FIRST_HOUR * 60 }
}

function localOf(instant: number, timeZone: string): LocalTime {
  const local = instant + offsetOf(instant, timeZone)
  const day = Math.floor(local / DAY_MS) * DAY_MS
  return { day, minutes: (local - day) / MINUTE_MS }
}

/** Where clocks change in between, the offset is that of the day reached. */
function instantOf({ day, minutes }: LocalTime, timeZone: string): number {
  const local = day + minutes * MINUTE_MS
  const guess = local - offsetOf(local, timeZone)
  return local - offsetOf(guess, timeZone)
}

/** How far the local time is ahead of UTC, in milliseconds. */
function offsetOf(instant: number, timeZone: string): number {
  const parts = formatIn(timeZone).formatToParts(instant)
  const field = (type: string) => Number(parts.find(part => part.type === type)?.value)
  const local = Date.UTC(
    field('year'),
    field('month') - 1,
    field('day'),
    field('hour'),
    field('minute'),
    field('second'),
  )
  return local - Math.floor(instant / 1000) * 1000
}

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const fields = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const
  try {
    return new Intl.DateTimeFormat('en-US', { ...fields, hourCycle: 'h23', timeZone })
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...fields, hourCycle: 'h23', timeZone: 'UTC' })
  }
}
