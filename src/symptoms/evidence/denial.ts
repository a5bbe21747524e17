import type { CodeAt } from '../../domain/errorText.js'
import type { FaultSign } from '../../domain/faults/faultSigns.js'
import type { EventPage } from './eventPage.js'

/** How many characters before or after a sign are searched for a denial. */
const REACH = 64
/** "No" alone is left out, because it can mean "number": "error no 0x8004480D". */
const DENIED =
  /(?:^|[^a-z])(?:not|isn't|wasn't|aren't|nor|neither|never|nothing (?:to do with|about|of)|no trace of|nichts (?:zu tun mit|von)|rien à voir avec|nada que ver con|no longer|don't|doesn't|didn't|excluded?|ruled? out|rather than|instead of|other than|(?:can't|cannot|couldn't) be|écart(?:é|ée|er)|exclu[est]?|exclure|descart(?:ado|ada|amos|ar)|excluido|nicht|keine?n?|weder|statt|pas|ni|aucune?|no es|no hemos visto|no vemos|no aparece|no hay|no encontramos|nunca|tampoco|non|niet|geen|não|não é)(?: (?:an?|the|any|that|this|about|due to|because of|caused by|error|error code|errorcode|code|codes|fault|a case of|see|show|say|get|have|had|find|contain|mention|der|die|das|den|um|fehler|fehlercode|mehr|une?|le|la|de|d'|l'erreur|erreur|el|il|een|het|o|errore|fout|erro)){0,4}:? ?["'(`]?$/
/** With an article, other words may stand between: "not the well-known 0x8004480D". */
const DENIED_KIND =
  /(?:^|[^a-z])(?:not|isn't|wasn't|nicht|pas|non|niet)(?: about| due to| um| von)? (?:an?|the|that|this|our|der|die|das|den|dem|une?|le|la|el|il|de|het) (?:[^\s.,;:!?]+ ){0,3}\(?$/
const DENIED_BEHIND =
  /^["')`]{0,2},? ?(?:error |fault |code |fehler )?(?:ではな|じゃな|ではあり|じゃあり|は(?:出|あり|見)(?:て|ま|つ)?(?:い|せ|か)|(?:is|was|are|were) (?:not|never|no longer|gone|excluded|ruled out|fixed|resolved|solved)\b|(?:isn't|wasn't)\b|(?:does|did) not (?:appear|occur|show|come|apply)|(?:doesn't|didn't) (?:appear|occur|show|come|apply)|(?:can|could) be (?:excluded|ruled out)|has been (?:fixed|resolved|solved|excluded|ruled out)|no longer\b|ist es nicht|war es nicht|ist nicht|war nicht|liegt nicht|tritt nicht|scheidet aus|(?:wurde |haben wir )?ausgeschlossen|(?:hat|habe|haben)(?: das| es| dies)? nichts|n'(?:est|était|apparaît|a) (?:pas|plus|rien)|(?:a été|est) (?:écarté|exclu)|(?:está|queda|fue) (?:descartado|excluido)|no es\b|no aparece|\? (?:no|nein|non|nee|não)\b)/

/** "It is not A or B" denies both, as does "A or B is not". */
const ALTERNATIVE_BEFORE = /(?<![0-9a-z-])[0-9a-z-]{8,60} (?:or|nor|and|oder|noch|und|ou|ni|et|o|y|や|か) $/
const ALTERNATIVE_BEHIND = /^ (?:or|nor|and|oder|noch|und|ou|ni|et|o|y|や|か) [0-9a-z-]{8,60}/

/** Whether the text says that this is not what happened, as in "it is not 0x8004480D". */
export function isDenied(words: string, { at, rank }: FaultSign): boolean {
  const before = words.slice(Math.max(0, at - REACH), at).replace(ALTERNATIVE_BEFORE, '')
  if (DENIED.test(before) || DENIED_KIND.test(before)) return true
  // What follows the first word of a wording belongs to the wording.
  if (rank > 1) return false
  const behind = words
    .slice(at, at + 2 * REACH)
    .replace(/^[\w-]{1,60}/, '')
    .replace(ALTERNATIVE_BEHIND, '')
  return DENIED_BEHIND.test(behind.slice(0, REACH))
}

/** From this many different codes or names on, a text may be a list of them. */
const LIST = 3
/** No fault brings along as many different codes. */
const SURELY_LIST = 5
/** Codes or names with no more than this between them are listed. */
const GAP = 100
/** Words of something that happened, which a list of codes has less often than a fault. */
const HAPPENED =
  /occurred|exception|failed|errorcode["']? ?[:=]|stack ?trace|timestamp|activityid| at microsoft\.| at system\.|(?:^|[^a-z])(?:mailbox|postfach) |aufgetreten/

/**
 * Whether a text lists codes or their names, as documentation and questions do: several different ones in a row, each in
 * one place. Such a list does not say that any of these faults happened.
 */
export function isList(codes: readonly CodeAt[], signs: readonly FaultSign[], page: EventPage): boolean {
  if (codes.length < LIST && signs.length < LIST) return false
  const ofPlatform = codes.filter(({ code }) => /^0x800[4-6]/.test(code))
  const places = ofPlatform.length >= LIST ? ofPlatform : namesIn(signs)
  if (places.length < LIST) return false
  const inOrder = places.toSorted((a, b) => a.at - b.at)
  const runs = inOrder.filter(({ code }, i) => code !== inOrder[i - 1]?.code)
  const different = new Set(runs.map(({ code }) => code)).size
  // In a log of several faults, the same code comes back, and people are named.
  if (different < LIST || different < runs.length || page.words.includes('@')) return false
  if (different >= SURELY_LIST || runs.every(({ at }) => page.beginsLine(at))) return true
  const isDense = runs.every(({ at }, i) => i === 0 || at - (runs[i - 1]?.at ?? 0) <= GAP)
  return isDense && !HAPPENED.test(page.words)
}

function namesIn(signs: readonly FaultSign[]): readonly CodeAt[] {
  return signs.filter(({ rank }) => rank === 1).map(({ fault, at }) => ({ code: fault, at }))
}
