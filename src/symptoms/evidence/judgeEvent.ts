import { codesIn } from '../../domain/errorText.js'
import { type FaultSign, signsIn, surest } from '../../domain/faults/mailboxFaults.js'
import type { Proof } from '../logReading.js'
import type { EventLine } from '../text/logEvents.js'
import { affirmed, isTable } from './denial.js'
import { Page } from './eventPage.js'
import { timeIn } from './eventTime.js'
import { addressesIn, userIn } from './mentionedUser.js'
import { organizationIn } from './organizationName.js'

export interface JudgedEvent {
  /** What the event proves, with the lines that do. Empty: nothing. */
  readonly faults: ReadonlyMap<string, readonly Proof[]>
  readonly organization: string | null
  readonly user: string | null
  readonly addresses: readonly string[]
  readonly time: string | null
  readonly codes: readonly string[]
  /** It says that something failed. */
  readonly complains: boolean
  /** What failed would stand behind it. */
  readonly isCut: boolean
  /** Nothing but error codes says what it proves. */
  readonly bare: boolean
}

interface Seen {
  readonly sign: FaultSign
  readonly proofs: Proof[]
}

const PROOFS = 3
/** "fault", the shortest that is looked for. */
const SHORTEST = 5
/** Codes of one event beyond this many are a table of codes. */
const CODES = 50
/** The time of an event stands near its beginning. */
const HEAD = 8_192
const COMPLAINTS = ['error occurred', 'exception', 'failure', 'fault', 'failed', 'cannot', "can't"]
/** Behind these the router tells what failed; where nothing does, the text was cut off. */
const WRAPPERS = ['while checking for outgoing email', 'while checking for incoming email', 'faultexception']

const NOTHING: ReadonlyMap<string, readonly Proof[]> = new Map()

/** Judges one event, part by part. */
export class Judge {
  #seen = new Map<string, Seen>()
  #codes = new Set<string>()
  #addresses = new Set<string>()
  #organization: string | null = null
  #user: string | null = null
  #head: string | null = null
  #complains = false
  #isWrapped = false
  #bare = true

  part(lines: readonly EventLine[]): void {
    const only = lines.length === 1 ? lines[0] : undefined
    // Nothing that is so short says anything.
    if (only && only.folded.length < SHORTEST) return
    const text = only ? only.words : lines.map(line => line.words).join('\n')
    const page = new Page(lines)
    const { words } = page
    const codes = codesIn(words)
    for (const { code } of codes) if (this.#codes.size < CODES) this.#codes.add(code)
    const signs = isTable(codes, page) ? [] : affirmed(signsIn(words, codes), words)
    for (const sign of signs) this.#see(sign, page)
    this.#organization ??= organizationIn(text)
    this.#head ??= text.slice(0, HEAD)
    this.#complains ||= COMPLAINTS.some(complaint => words.includes(complaint))
    this.#isWrapped ||= WRAPPERS.some(wrapper => words.includes(wrapper))
    this.#bare &&= signs.every(({ rank }) => rank === 0) && !words.includes('prvsendasuser')
    if (signs.length > 0) this.#meet(text)
  }

  /** What the event proves. Afterwards the next event begins. */
  end(): JudgedEvent {
    const faults = this.#faults()
    const judged: JudgedEvent = {
      faults,
      organization: this.#organization,
      user: this.#user,
      addresses: [...this.#addresses],
      time: faults.size > 0 ? timeIn(this.#head ?? '') : null,
      codes: [...this.#codes],
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

  /** By code there may be several faults; by name or wording the surest one is meant, the others are its surroundings. */
  #faults(): ReadonlyMap<string, readonly Proof[]> {
    if (this.#seen.size === 0) return NOTHING
    const best = surest([...this.#seen.values()].map(({ sign }) => sign))
    const meant = [...this.#seen.values()].filter(
      ({ sign }) => sign.rank === best?.rank && (sign.rank === 0 || sign.fault === best.fault),
    )
    return new Map(meant.map(({ sign, proofs }) => [sign.fault, proofs]))
  }

  #see(sign: FaultSign, page: Page): void {
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

  #meet(text: string): void {
    const addresses = addressesIn(text)
    const user = userIn(text, addresses)
    this.#user ??= user
    // The others are recipients, or people that the text only mentions.
    if (user?.includes('@')) this.#addresses.add(user)
  }
}

function isProof(proofs: readonly Proof[], number: number): boolean {
  return proofs.some(({ line }) => line === number)
}
