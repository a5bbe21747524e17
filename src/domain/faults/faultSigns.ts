import { type CodeAt, codesIn, fold, standsAlone } from '../errorText.js'
import { BY_CODE, ORDER, PHRASES, type Rank, SIGNS, type Signs, SURE } from './faultPhrases.js'
import type { FaultName, Together } from './mailboxFault.js'
import { createPhraseFinder } from './phraseFinder.js'
import { faultOfPrivilege, missingPrivileges } from './privileges.js'

export interface AlertText {
  readonly text: string
  readonly details: string | null
}

/** A sign of a fault in a folded text. */
export interface FaultSign {
  readonly fault: FaultName
  /** 0 a code, 1 a name, 2 a wording, 3 what other faults are wrapped in. */
  readonly rank: Rank
  /** Position of the fault in the list: specific before general. */
  readonly order: number
  readonly at: number
  /** Only an error code, which says nothing about whether it happened. */
  readonly isCode?: true
  /** The privilege that is missing, folded. */
  readonly privilege?: string
}

/** Phrases that are no signs themselves. */
const SERVER_CODE = 'email server error code'
const PRIVILEGE = 'prv'
/**
 * A wording this close behind "Email Server Error Code:" is the server's own reason, so it counts as much as a name, and so does one
 * this close behind a reason: the specific one often comes last. Half of a pair is no reason by itself, unless that code is the
 * other half.
 */
const REASON = 200

const FINDER = createPhraseFinder([...PHRASES.map(({ phrase }) => phrase), SERVER_CODE, PRIVILEGE])

/** Every sign in a text that `fold` made; `codes` are its `codesIn`. */
export function signsIn(text: string, codes: readonly CodeAt[]): readonly FaultSign[] {
  const signs: FaultSign[] = []
  for (const { code, at } of codes) {
    const known = BY_CODE.get(code)
    if (known) signs.push({ fault: known.fault, order: known.order, rank: known.rank, at, isCode: true })
  }
  let found: Found | null = null
  FINDER.scan(text, (number, end) => {
    found ??= new Found(text)
    found.add(number, end)
  })
  return (found as Found | null)?.addTo(signs) ?? signs
}

interface Placed {
  readonly sign: FaultSign
  readonly end: number
}

/** What the finder finds in one text. */
class Found {
  readonly #whole: Placed[] = []
  /** Whether the other half of a pair is there. */
  #pairs: Map<Together, boolean> | null = null
  readonly #pairSigns: Placed[] = []
  #reasonFrom = -1
  #hasPrivilege = false

  constructor(private readonly text: string) {}

  add(number: number, end: number): void {
    const known = PHRASES[number]
    if (!known) {
      this.#mark(number, end)
      return
    }
    const { fault, order, rank, phrase, isWord, pair } = known
    const at = end - phrase.length
    if (isWord && !standsAlone(this.text, at, end)) return
    const isWhole = !pair || pair.with.includes(SERVER_CODE)
    const isReason = isWhole && rank === SURE.wording && this.#reasonFrom >= 0 && at - this.#reasonFrom <= REASON
    if (isReason) this.#reasonFrom = end
    const sign: FaultSign = { fault, rank: isReason ? SURE.name : rank, order, at }
    if (!pair) this.#keep(sign, end)
    else if (this.#completes(pair)) this.#pairSigns.push({ sign, end })
  }

  /** Adds the signs to those that were found already. */
  addTo(signs: FaultSign[]): readonly FaultSign[] {
    for (const { sign } of this.#whole) signs.push(sign)
    let next = 0
    for (const { sign, end } of this.#pairSigns) {
      while ((this.#whole[next]?.end ?? end) < end) next++
      // Half of a pair that is part of a longer wording belongs to that.
      if (!isLonger(this.#whole[next], { sign, end })) signs.push(sign)
    }
    for (const { name, at } of this.#hasPrivilege ? missingPrivileges(this.text) : []) {
      const fault = faultOfPrivilege(name)
      const rank = fault === 'sendAs' ? SURE.code : SURE.wording
      signs.push({ fault, rank, order: ORDER.get(fault) ?? 0, at, privilege: name })
    }
    return signs
  }

  #completes(pair: Together): boolean {
    this.#pairs ??= new Map()
    const known = this.#pairs.get(pair)
    const completes = known ?? pair.with.some(phrase => hasWord(this.text, phrase))
    if (known === undefined) this.#pairs.set(pair, completes)
    return completes
  }

  #mark(number: number, end: number): void {
    if (number === PHRASES.length) this.#reasonFrom = end
    else this.#hasPrivilege = true
  }

  /** Of phrases of which one contains the other, only the longer counts. Phrases come in the order of their ends. */
  #keep(sign: FaultSign, end: number): void {
    let last = this.#whole.at(-1)
    while (last && last.sign.at >= sign.at && last.sign.at < end) {
      if (last.sign.at === sign.at && last.end === end) break
      this.#whole.pop()
      last = this.#whole.at(-1)
    }
    if (last && last.end === end && last.sign.at < sign.at) return
    this.#whole.push({ sign, end })
  }
}

function isLonger(whole: Placed | undefined, { sign, end }: Placed): boolean {
  if (!whole || whole.sign.at > sign.at) return false
  return whole.sign.at < sign.at || whole.end > end
}

function hasWord(text: string, phrase: string): boolean {
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    if (standsAlone(text, at, at + phrase.length)) return true
  }
  return false
}

/** The most certain sign, and among equally certain ones the most specific; null: there is none. */
export function surest(signs: readonly FaultSign[]): FaultSign | null {
  const first = signs[0] ?? null
  return signs.reduce((best, sign) => (best && isSurer(sign, best) ? sign : best), first)
}

/** Whether a sign counts more than another. */
export function isSurer(sign: FaultSign, than: FaultSign): boolean {
  return sign.rank < than.rank || (sign.rank === than.rank && sign.order < than.order)
}

/** Longer than any alert, and than a pasted log should be. */
const READ_AT_MOST = 1_048_576

/** The fault that an alert reports. A code is more certain than a name, and a name than the wording; null: no known fault. */
export function faultOf(alert: AlertText): Signs['means'] | null {
  const text = fold(`${alert.text.slice(0, READ_AT_MOST)} | ${(alert.details ?? '').slice(0, READ_AT_MOST)}`)
  const sign = surest(signsIn(text, codesIn(text)))
  return sign ? (SIGNS[sign.order]?.means ?? null) : null
}
