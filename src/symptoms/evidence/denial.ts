import type { CodeAt } from '../../domain/errorText.js'
import type { FaultSign } from '../../domain/faults/mailboxFaults.js'
import type { EventPage } from './eventPage.js'

/** How many characters before or after a sign are searched for a denial. */
const REACH = 48
/** "No" alone is left out, because it can mean "number": "error no 0x8004480D". */
const DENIED =
  /(?:^|[^a-z])(?:not|isn't|wasn't|aren't|nicht|keine?n?|pas|no es|non|niet|geen|não|não é)(?: (?:an?|the|about|due to|because of|caused by|error|error code|errorcode|code|fault|der|die|das|den|fehler|fehlercode|une?|le|la|l'erreur|erreur|el|il|de|het|een|o|errore|fout|erro)){0,3}:? ?["'(]?$/
const DENIED_BEHIND = /^["')]? ?(?:ではな|じゃな|(?:is|was) not (?:it|the|our)\b)/
/** From this many codes on, each at the beginning of a line, the text is a table of codes. */
const TABLE = 3

/** Drops the signs that the text denies, as in "it is not 0x8004480D". */
export function withoutDenied(signs: readonly FaultSign[], words: string): readonly FaultSign[] {
  return signs.length === 0 ? signs : signs.filter(({ rank, at }) => rank === 2 || !isDenied(words, at))
}

function isDenied(words: string, at: number): boolean {
  const behind = words.slice(at, at + REACH).replace(/^[\w-]{1,40}/, '')
  return DENIED.test(words.slice(Math.max(0, at - REACH), at)) || DENIED_BEHIND.test(behind)
}

/** A different code at the beginning of each line and none elsewhere: such a table does not say that any of these faults happened. */
export function isTable(codes: readonly CodeAt[], page: EventPage): boolean {
  if (codes.length < TABLE) return false
  const different = new Set(codes.map(({ code }) => code))
  return different.size >= TABLE && codes.length === different.size && codes.every(({ at }) => page.beginsLine(at))
}
