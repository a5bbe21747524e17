import { type FaultSign, signsIn, surest } from '../domain/mailboxFaults.js'
import { codesIn, folded } from '../domain/wording.js'
import type { EventLine } from './events.js'
import { organizationIn } from './organization.js'
import { addressesIn, userIn } from './people.js'
import type { Proof } from './reading.js'
import { timeIn } from './times.js'

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
}

interface Seen {
  readonly sign: FaultSign
  readonly proofs: Proof[]
}

const PROOFS = 3
const PROOF_LENGTH = 300
/** Codes of one event beyond this many are a table of codes. */
const CODES = 50
/** The time of an event stands near its beginning. */
const HEAD = 8_192
const COMPLAINTS = ['error occurred', 'exception', 'failure', 'fault', 'failed', 'cannot', "can't"]

/** Judges one event, part by part. */
export class Judge {
  #seen = new Map<string, Seen>()
  #codes = new Set<string>()
  #addresses = new Set<string>()
  #organization: string | null = null
  #user: string | null = null
  #head: string | null = null
  #complains = false

  part(lines: readonly EventLine[]): void {
    const text = lines.map(({ words }) => words).join('\n')
    const words = folded(text).trim()
    const codes = codesIn(words)
    for (const { code } of codes) if (this.#codes.size < CODES) this.#codes.add(code)
    const signs = signsIn(words, codes)
    for (const sign of signs) this.#see(sign, lines)
    this.#organization ??= organizationIn(text)
    this.#head ??= text.slice(0, HEAD)
    this.#complains ||= COMPLAINTS.some(complaint => words.includes(complaint))
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
    }
    this.#seen = new Map()
    this.#codes = new Set()
    this.#addresses = new Set()
    this.#organization = null
    this.#user = null
    this.#head = null
    this.#complains = false
    return judged
  }

  /** By code there may be several faults; by name or wording the surest one is meant, the others are its surroundings. */
  #faults(): ReadonlyMap<string, readonly Proof[]> {
    const best = surest([...this.#seen.values()].map(({ sign }) => sign))
    const meant = [...this.#seen.values()].filter(
      ({ sign }) => sign.rank === best?.rank && (sign.rank === 0 || sign.fault === best.fault),
    )
    return new Map(meant.map(({ sign, proofs }) => [sign.fault, proofs]))
  }

  #see(sign: FaultSign, lines: readonly EventLine[]): void {
    const known = this.#seen.get(sign.fault)
    if (known && known.proofs.length >= PROOFS && known.sign.rank <= sign.rank) return
    const proof = proofOf(sign, lines)
    const others = (known?.proofs ?? []).filter(({ line }) => line !== proof.line)
    const isSurer = !known || sign.rank < known.sign.rank
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

/** The line that a sign begins on, around the sign where it is long. */
function proofOf({ at }: FaultSign, lines: readonly EventLine[]): Proof {
  let start = 0
  for (const { number, words } of lines) {
    const length = folded(words).trim().length
    if (length > 0 && at < start + length) return { line: number, text: around(words, at - start) }
    start += length > 0 ? length + 1 : 0
  }
  return { line: lines.at(-1)?.number ?? 1, text: around(lines.at(-1)?.words ?? '', 0) }
}

function around(words: string, at: number): string {
  const line = words.replace(/\s+/g, ' ').trim()
  if (line.length <= PROOF_LENGTH) return line
  const from = Math.max(0, Math.min(at - 60, line.length - PROOF_LENGTH + 1))
  const cut = line.slice(from, from + PROOF_LENGTH - (from > 0 ? 2 : 1))
  return `${from > 0 ? '…' : ''}${cut}…`.slice(0, PROOF_LENGTH)
}
