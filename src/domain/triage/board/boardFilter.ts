import { readAddress } from '../../address.js'
import { type BoardEntry, hashOfAddress } from '../boardEntry.js'
import { shortNumberIn } from './shortNumber.js'

/** The names of the inputs of the board's card. */
export const FILTER_FIELDS = ['organization', 'cause', 'whose', 'find'] as const
export type FilterField = (typeof FILTER_FIELDS)[number]

/** The value of an input that filters nothing out. */
export const ANY = 'any'
/** Instead of the id of a check: no cause was found. */
export const NO_CAUSE = 'none'

export const WHOSE = ['mine', 'unowned'] as const
type Whose = (typeof WHOSE)[number]

/** What an agent wants to see of the board; absent: anything. */
export interface BoardFilter {
  /** URL. */
  readonly organization?: string
  /** Id of a check, or NO_CAUSE. */
  readonly cause?: string
  readonly whose?: Whose
  /** An address, or a number as typed. */
  readonly find?: string
}

/** What the card sends, which is not trusted. */
export type AskedFilter = Readonly<Partial<Record<FilterField, string>>>

/** `ignored`: what is none of the values that there are. */
export interface ReadFilter {
  readonly filter: BoardFilter
  readonly ignored: readonly FilterField[]
}

/** An organization or a cause is known as long as some case on the board has it. */
export function readFilter(asked: AskedFilter, entries: readonly BoardEntry[]): ReadFilter {
  const isKnown: Readonly<Record<FilterField, (value: string) => boolean>> = {
    organization: value => entries.some(({ organization }) => organization === value),
    cause: value => entries.some(entry => causeOf(entry) === value),
    whose: value => WHOSE.some(known => known === value),
    find: value => shortNumberIn(value) !== null || readAddress(value) !== null,
  }
  const given = FILTER_FIELDS.flatMap(field => {
    const typed = asked[field]?.trim() ?? ''
    // The card repeats it with each button, and a client can send a long text around an address.
    const value = field === 'find' ? (readAddress(typed) ?? typed) : typed
    return value === '' || value === ANY ? [] : [{ field, value }]
  })
  const known = given.filter(({ field, value }) => isKnown[field](value))
  return {
    filter: Object.fromEntries(known.map(({ field, value }) => [field, value])),
    ignored: given.filter(one => !known.includes(one)).map(({ field }) => field),
  }
}

/** Whether an entry is one that the agent, by the hash of their identity, wants to see. */
export function filterBy(
  { organization, cause, whose, find }: BoardFilter,
  me: string,
): (entry: BoardEntry) => boolean {
  const number = find === undefined ? null : shortNumberIn(find)
  const address = find === undefined || number !== null ? null : hashOfAddress(readAddress(find) ?? find)
  return entry =>
    (organization === undefined || entry.organization === organization) &&
    (cause === undefined || causeOf(entry) === cause) &&
    (whose === undefined || entry.assignee === (whose === 'mine' ? me : null)) &&
    (number === null || entry.number === number) &&
    (address === null || entry.address === address)
}

export function causeOf({ cause }: BoardEntry): string {
  return cause ?? NO_CAUSE
}
