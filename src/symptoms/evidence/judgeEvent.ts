import { codesIn } from '../../domain/errorText.js'
import { type Direction, directionAt } from '../../domain/faults/direction.js'
import { type FaultSign, isSurer, signsIn, surest } from '../../domain/faults/faultSigns.js'
import type { FaultName } from '../../domain/faults/mailboxFault.js'
import { usualDirection } from '../../domain/faults/mailboxFaults.js'
import { accessModeIn, privilegeAsWritten } from '../../domain/faults/privileges.js'
import { withPlainPunctuation } from '../../domain/punctuation.js'
import type { Proof } from '../logReading.js'
import type { EventLine } from '../text/logEvents.js'
import { complains } from './complaint.js'
import { isDenied, isList } from './denial.js'
import { EventPage } from './eventPage.js'
import { EventSigns } from './eventSigns.js'
import { timeIn } from './eventTime.js'
import type { JudgedEvent, Wanted } from './judgedEvent.js'
import { addressPositions, userIn } from './mentionedUser.js'
import { organizationIn } from './organizationName.js'

const PROOFS = 3
/** "fault", the shortest word that is searched for. */
const SHORTEST = 5
/** More codes than this in one event are a table of codes. */
const CODES = 50
const PRIVILEGES = 5
/** An event has its time near its beginning. */
const HEAD = 8_192
/** After these the router says what failed; if nothing follows, the text was cut off. */
const WRAPPERS = ['while checking for outgoing email', 'while checking for incoming email', 'faultexception']
/** After this an alert gives the mail server's reason. */
const REASON = 'email server error code'

const NO_TEXTS: readonly string[] = []
const NOTHING: ReadonlyMap<FaultName, readonly Proof[]> = new Map()

interface Directed {
  readonly words: string
  readonly at: number
  readonly direction: Direction | null
}

/** Judges one event, part by part. */
export class Judge {
  readonly #shown = new EventSigns()
  /** The last text whose direction was looked for, since many events repeat their text. */
  #directed: Directed = { words: '', at: -1, direction: null }

  constructor(private readonly wanted: Wanted) {}

  part(lines: readonly EventLine[], isLast: boolean): void {
    const only = lines.length === 1 ? lines[0] : undefined
    if (only && isTooShort(only)) return
    const page = new EventPage(lines)
    const { words } = page
    const codes = codesIn(words)
    for (const { code } of codes) if (this.#shown.codes.size < CODES) this.#shown.codes.add(code)
    const signs = signsIn(words, codes)
    const best = signs.length > 0 && !isList(codes, signs, page) ? this.#seeAll(signs, page) : null
    this.#shown.isRuledOut ||= signs.length > 0 && this.#shown.seen.size === 0
    // If more parts follow, it is not known yet whether the event proves a fault.
    const matters = !isLast || this.#shown.seen.size > 0
    if (matters) this.#shown.bare &&= signs.every(({ isCode }) => isCode)
    this.#complain(words, matters)
    this.#note(best, words)
    if (matters || this.wanted.organization) this.#look(only ? only.words : wordsOf(lines), signs)
  }

  /** Notes what the signs prove, and returns the surest of those that were not known yet. */
  #seeAll(signs: readonly FaultSign[], page: EventPage): FaultSign | null {
    let best: FaultSign | null = null
    for (const sign of signs) if (this.#see(sign, page) && (best === null || isSurer(sign, best))) best = sign
    return best
  }

  #complain(words: string, matters: boolean): void {
    const { complaint, cut, direction } = this.wanted
    if (matters || complaint || direction) this.#shown.complains ||= complains(words)
    if (!cut) return
    this.#shown.isWrapped ||= WRAPPERS.some(wrapper => words.includes(wrapper))
    this.#shown.isWhole ||= givesReason(words)
  }

  /** Notes what the surest sign, or the complaint, is about. */
  #note(best: FaultSign | null, words: string): void {
    if (best) {
      this.#shown.direction ??= this.#directionOf(best, words)
      this.#shown.accessMode ??= words.includes('accessmode') ? accessModeIn(words) : null
    } else if (this.wanted.direction && this.#shown.complains && !this.#shown.isRuledOut) {
      this.#shown.direction ??= directionAt(words, Math.max(0, words.indexOf(REASON)))
    }
  }

  #directionOf({ fault, at }: FaultSign, words: string): Direction | null {
    // Send-as is about sending, whatever else the text speaks of.
    if (fault === 'sendAs') return 'sending'
    const last = this.#directed
    if (last.words === words && last.at === at) return last.direction
    const direction = directionAt(words, at) ?? usualDirection(fault)
    this.#directed = { words, at, direction }
    return direction
  }

  #look(original: string, signs: readonly FaultSign[]): void {
    const text = withPlainPunctuation(original)
    this.#shown.organization ??= organizationIn(text)
    this.#shown.head ??= text.slice(0, HEAD)
    if (signs.length === 0 || this.#shown.seen.size === 0) return
    this.#noteUser(text)
    const { privileges } = this.#shown
    for (const { fault, privilege } of signs) {
      this.#shown.lacksSendAs ||= privilege !== undefined && fault === 'sendAs'
      if (!privilege || fault !== 'privilegeMissing' || privileges.has(privilege)) continue
      if (privileges.size < PRIVILEGES) privileges.set(privilege, privilegeAsWritten(text, privilege))
    }
  }

  /** Returns what the event proves, and starts the next event. */
  end(): JudgedEvent {
    const shown = this.#shown
    const faults = this.#faults()
    const judged: JudgedEvent = {
      faults,
      organization: shown.organization,
      user: shown.user,
      addresses: textsIn(shown.addresses),
      time: faults.size > 0 ? timeIn(shown.head ?? '') : null,
      codes: textsIn(shown.codes),
      complains: shown.complains,
      isCut: shown.isWrapped && shown.codes.size === 0,
      isWhole: shown.isWhole,
      isRuledOut: shown.isRuledOut && faults.size === 0,
      direction: shown.direction,
      privileges: shown.privileges.size > 0 ? [...shown.privileges.values()] : NO_TEXTS,
      accessMode: shown.accessMode,
      bare: shown.bare && !shown.complains,
    }
    shown.clear()
    return judged
  }

  /** Error codes may prove several faults. By name or wording only the most certain fault counts, since others may be mentioned in passing. */
  #faults(): ReadonlyMap<FaultName, readonly Proof[]> {
    const { seen, lacksSendAs, privileges } = this.#shown
    if (seen.size === 0) return NOTHING
    if (lacksSendAs && privileges.size === 0 && seen.size > 1) seen.delete('privilegeMissing')
    const all = [...seen.values()]
    const [only] = all
    if (only && all.length === 1) return new Map([[only.sign.fault, only.proofs]])
    const best = surest(all.map(({ sign }) => sign))
    const meant = all.filter(({ sign }) => sign.rank === best?.rank && (sign.rank === 0 || sign.fault === best.fault))
    return new Map(meant.map(({ sign, proofs }) => [sign.fault, proofs]))
  }

  /** Returns false for a sign that adds nothing, or that the text denies. */
  #see(sign: FaultSign, page: EventPage): boolean {
    const known = this.#shown.seen.get(sign.fault)
    const isSurer = !known || sign.rank < known.sign.rank
    if (!isSurer && (known.proofs.length >= PROOFS || isProof(known.proofs, page.lineAt(sign.at)))) return false
    if (isDenied(page.words, sign)) return false
    const proof = page.proofAt(sign.at)
    // Most events have one sign, and logs have many events: no list is made only to be copied.
    if (!known) return Boolean(this.#shown.seen.set(sign.fault, { sign, proofs: [proof] }))
    const others = known.proofs.filter(({ line }) => line !== proof.line)
    this.#shown.seen.set(sign.fault, {
      sign: isSurer ? sign : known.sign,
      proofs: (isSurer ? [proof, ...others] : [...others, proof]).slice(0, PROOFS),
    })
    return true
  }

  #noteUser(text: string): void {
    const addresses = addressPositions(text)
    const user = userIn(text, addresses)
    this.#shown.user ??= user
    // Other addresses are recipients, or people whom the text only mentions.
    if (user?.includes('@')) this.#shown.addresses.add(user)
  }
}

/** A text this short proves nothing. */
function isTooShort({ folded }: EventLine): boolean {
  return folded.length < SHORTEST
}

function wordsOf(lines: readonly EventLine[]): string {
  return lines.map(({ words }) => words).join('\n')
}

/** Whether something follows "Email Server Error Code:". */
function givesReason(words: string): boolean {
  const at = words.indexOf(REASON)
  return at >= 0 && /^[ :]{0,6}\S{3}/.test(words.slice(at + REASON.length, at + REASON.length + 12))
}

function textsIn(texts: ReadonlySet<string>): readonly string[] {
  return texts.size > 0 ? [...texts] : NO_TEXTS
}

function isProof(proofs: readonly Proof[], number: number): boolean {
  return proofs.some(({ line }) => line === number)
}
