import { codesIn } from '../../domain/errorText.js'
import { type FaultName, type FaultSign, signsIn, surest } from '../../domain/faults/mailboxFaults.js'
import type { Proof } from '../logReading.js'
import type { EventLine } from '../text/logEvents.js'
import { isTable, withoutDenied } from './denial.js'
import { EventPage } from './eventPage.js'
import { timeIn } from './eventTime.js'
import { addressPositions, userIn } from './mentionedUser.js'
import { organizationIn } from './organizationName.js'

export interface JudgedEvent {
  /** The faults that the event proves, with the lines that prove them. */
  readonly faults: ReadonlyMap<FaultName, readonly Proof[]>
  /** null: there is none, or it was not wanted. */
  readonly organization: string | null
  readonly user: string | null
  readonly addresses: readonly string[]
  readonly time: string | null
  readonly codes: readonly string[]
  /** It says that something failed; false if that was not wanted. */
  readonly complains: boolean
  /** The text ends before the reason of a failure; false if that was not wanted. */
  readonly isCut: boolean
  /** Only error codes point to the faults. */
  readonly bare: boolean
}

/** What is still wanted from an event that proves no fault. Nothing else is searched for. */
export interface Wanted {
  readonly organization: boolean
  readonly complaint: boolean
  readonly cut: boolean
}

interface Seen {
  readonly sign: FaultSign
  readonly proofs: Proof[]
}

const PROOFS = 3
/** "fault", the shortest word that is searched for. */
const SHORTEST = 5
/** More codes than this in one event are a table of codes. */
const CODES = 50
/** An event has its time near its beginning. */
const HEAD = 8_192
const COMPLAINTS = ['error occurred', 'exception', 'failure', 'fault', 'failed', 'cannot', "can't"]
/** After these the router says what failed; if nothing follows, the text was cut off. */
const WRAPPERS = ['while checking for outgoing email', 'while checking for incoming email', 'faultexception']

const NO_TEXTS: readonly string[] = []
const NO_SIGNS: readonly FaultSign[] = []
const NOTHING: ReadonlyMap<FaultName, readonly Proof[]> = new Map()

/** Judges one event, part by part. */
export class Judge {
  #seen = new Map<FaultName, Seen>()
  #codes = new Set<string>()
  #addresses = new Set<string>()
  #organization: string | null = null
  #user: string | null = null
  #head: string | null = null
  #complains = false
  #isWrapped = false
  #bare = true

  constructor(private readonly wanted: Wanted) {}

  part(lines: readonly EventLine[], isLast: boolean): void {
    const only = lines.length === 1 ? lines[0] : undefined
    // A text this short proves nothing.
    if (only && only.folded.length < SHORTEST) return
    const page = new EventPage(lines)
    const { words } = page
    const codes = codesIn(words)
    for (const { code } of codes) if (this.#codes.size < CODES) this.#codes.add(code)
    const signs = isTable(codes, page) ? NO_SIGNS : withoutDenied(signsIn(words, codes), words)
    for (const sign of signs) this.#see(sign, page)
    // If more parts follow, it is not known yet whether the event proves a fault.
    const matters = !isLast || this.#seen.size > 0
    if (matters) this.#bare &&= signs.every(({ rank }) => rank === 0) && !words.includes('prvsendasuser')
    this.#complain(words, matters)
    if (matters || this.wanted.organization) this.#look(only ? only.words : wordsOf(lines), signs)
  }

  #complain(words: string, matters: boolean): void {
    const { complaint, cut } = this.wanted
    if (matters || complaint) this.#complains ||= COMPLAINTS.some(one => words.includes(one))
    if (cut) this.#isWrapped ||= WRAPPERS.some(wrapper => words.includes(wrapper))
  }

  #look(text: string, signs: readonly FaultSign[]): void {
    this.#organization ??= organizationIn(text)
    this.#head ??= text.slice(0, HEAD)
    if (signs.length > 0) this.#noteUser(text)
  }

  /** Returns what the event proves, and starts the next event. */
  end(): JudgedEvent {
    const faults = this.#faults()
    const judged: JudgedEvent = {
      faults,
      organization: this.#organization,
      user: this.#user,
      addresses: this.#addresses.size > 0 ? [...this.#addresses] : NO_TEXTS,
      time: faults.size > 0 ? timeIn(this.#head ?? '') : null,
      codes: this.#codes.size > 0 ? [...this.#codes] : NO_TEXTS,
      complains: this.#complains,
      isCut: this.#isWrapped && this.#codes.size === 0,
      bare: this.#bare && !this.#complains,
    }
    if (this.#seen.size > 0) this.#seen = new Map()
    if (this.#codes.size > 0) this.#codes = new Set()
    if (this.#addresses.size > 0) this.#addresses = new Set()
    this.#organization = null
    this.#user = null
    this.#head = null
    this.#complains = false
    this.#isWrapped = false
    this.#bare = true
    return judged
  }

  /** Error codes may prove several faults. By name or wording only the most certain fault counts, since others may be mentioned in passing. */
  #faults(): ReadonlyMap<FaultName, readonly Proof[]> {
    if (this.#seen.size === 0) return NOTHING
    const best = surest([...this.#seen.values()].map(({ sign }) => sign))
    const meant = [...this.#seen.values()].filter(
      ({ sign }) => sign.rank === best?.rank && (sign.rank === 0 || sign.fault === best.fault),
    )
    return new Map(meant.map(({ sign, proofs }) => [sign.fault, proofs]))
  }

  #see(sign: FaultSign, page: EventPage): void {
    const known = this.#seen.get(sign.fault)
    const isSurer = !known || sign.rank < known.sign.rank
    if (!isSurer && (known.proofs.length >= PROOFS || isProof(known.proofs, page.lineAt(sign.at)))) return
    const proof = page.proofAt(sign.at)
    const others = (known?.proofs ?? []).filter(({ line }) => line !== proof.line)
    this.#seen.set(sign.fault, {
      sign: isSurer ? sign : known.sign,
      proofs: (isSurer ? [proof, ...others] : [...others, proof]).slice(0, PROOFS),
    })
  }

  #noteUser(text: string): void {
    const addresses = addressPositions(text)
    const user = userIn(text, addresses)
    this.#user ??= user
    // Other addresses are recipients, or people whom the text only mentions.
    if (user?.includes('@')) this.#addresses.add(user)
  }
}

function wordsOf(lines: readonly EventLine[]): string {
  return lines.map(({ words }) => words).join('\n')
}

function isProof(proofs: readonly Proof[], number: number): boolean {
  return proofs.some(({ line }) => line === number)
}
