import { DAY_MS } from '../../durations.js'
import type { BoardEntry } from '../boardEntry.js'
import type { Responsible } from '../triage.js'
import { type BoardFilter, causeOf, filterBy } from './boardFilter.js'

/** The helpdesk's own cases are what it can move. */
const TURNS: readonly Responsible[] = ['helpdesk', 'sender', 'dynamicsAdministrator', 'microsoft365Administrator']

const AGES = ['today', 'days', 'week', 'older'] as const
/** How long a case has been with the helpdesk: less than a day, up to three days, up to a week, longer. */
type Age = (typeof AGES)[number]

/** How many cases there are of one kind. */
export interface Tally<K extends string> {
  readonly of: K
  readonly count: number
}

/** Cases that one repair solves together. */
export interface SharedRoot {
  readonly root: string
  /** Id of the check; null: there is no cause. */
  readonly cause: string | null
  /** URL. */
  readonly organization: string
  readonly people: number
}

/** What the helpdesk sees of its board at one moment: counts of all cases that fit the filter, and ten of them. */
export interface BoardPage {
  /** ISO 8601. */
  readonly asOf: string
  /** How many are on the board, whatever the filter. */
  readonly total: number
  readonly found: number
  /** The helpdesk first; without those whose turn it is nowhere. */
  readonly turns: readonly Tally<Responsible>[]
  /** Ids of checks, or NO_CAUSE; the most frequent first. */
  readonly causes: readonly Tally<string>[]
  /** In the order of AGES, without empty ones. */
  readonly ages: readonly Tally<Age>[]
  readonly unowned: number
  /** How many on the board have no card in the channel, whatever the filter. */
  readonly unposted: number
  /** Of several people; most people first. */
  readonly roots: readonly SharedRoot[]
  /** The oldest first. */
  readonly rows: readonly BoardEntry[]
  /** From 0. */
  readonly page: number
  readonly pages: number
}

/** A longer list is hard to read on a phone. */
export const PER_PAGE = 10

export interface Looking {
  readonly filter: BoardFilter
  /** Hash of the identity of whoever looks. */
  readonly me: string
  /** From 0; beyond the last page: the last page. */
  readonly page: number
  /** ISO 8601. */
  readonly now: string
}

export function boardPageOf(entries: readonly BoardEntry[], { filter, me, page: wanted, now }: Looking): BoardPage {
  const found = entries.filter(filterBy(filter, me))
  const pages = Math.max(1, Math.ceil(found.length / PER_PAGE))
  const page = Math.min(Math.max(0, wanted), pages - 1)
  const [turns, causes, ages] = [tally(found, ({ turn }) => turn), tally(found, causeOf), tally(found, ageAt(now))]
  return {
    asOf: now,
    total: entries.length,
    found: found.length,
    turns: TURNS.flatMap(of => talliesOf(turns, of)),
    causes: [...causes].map(([of, count]) => ({ of, count })).toSorted((one, other) => other.count - one.count),
    ages: AGES.flatMap(of => talliesOf(ages, of)),
    unowned: found.filter(({ assignee }) => assignee === null).length,
    unposted: entries.filter(({ posted }) => !posted).length,
    roots: sharedRootsOf(found),
    rows: oldestFirst(found).slice(page * PER_PAGE, (page + 1) * PER_PAGE),
    page,
    pages,
  }
}

function oldestFirst(entries: readonly BoardEntry[]): readonly BoardEntry[] {
  return entries.toSorted((one, other) => (one.since < other.since ? -1 : one.since > other.since ? 1 : 0))
}

function tally<K extends string>(entries: readonly BoardEntry[], kindOf: (entry: BoardEntry) => K) {
  const counts = new Map<K, number>()
  for (const entry of entries) {
    const kind = kindOf(entry)
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return counts
}

function talliesOf<K extends string>(counts: ReadonlyMap<K, number>, of: K): readonly Tally<K>[] {
  const count = counts.get(of)
  return count === undefined ? [] : [{ of, count }]
}

/** In whole days; what a clock that went back dates into the future has just come. */
export function daysAt(now: string, { since }: Pick<BoardEntry, 'since'>): number {
  return Math.max(0, Math.floor((Date.parse(now) - Date.parse(since)) / DAY_MS))
}

const DAYS = 3
const WEEK = 7

function ageAt(now: string): (entry: BoardEntry) => Age {
  return entry => {
    const days = daysAt(now, entry)
    if (days < 1) return 'today'
    if (days <= DAYS) return 'days'
    return days <= WEEK ? 'week' : 'older'
  }
}

function sharedRootsOf(entries: readonly BoardEntry[]): readonly SharedRoot[] {
  const people = new Map<string, Set<string>>()
  const firsts = new Map<string, BoardEntry>()
  for (const entry of entries) {
    const { root, address } = entry
    if (root === null) continue
    if (!firsts.has(root)) firsts.set(root, entry)
    people.set(root, (people.get(root) ?? new Set()).add(address))
  }
  return [...firsts]
    .map(([root, { cause, organization }]) => ({ root, cause, organization, people: people.get(root)?.size ?? 0 }))
    .filter(({ people: count }) => count > 1)
    .toSorted((one, other) => other.people - one.people)
}
