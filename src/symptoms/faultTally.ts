import type { Direction } from '../domain/faults/direction.js'
import type { FaultName } from '../domain/faults/mailboxFault.js'
import { isEarlier, timeKindOf } from './evidence/eventTime.js'
import type { JudgedEvent, Wanted } from './evidence/judgedEvent.js'
import { type Counted, describe, emptyRow } from './faultRow.js'
import type { FaultSeen, LogReading, Proof } from './logReading.js'
import { copyOf } from './text/flatCopy.js'

/** Limits on memory: up to USERS rows, faults are counted per user; up to ORGANIZATIONS, per organization; beyond that, only per fault. */
const USERS = 1_000
const ORGANIZATIONS = 2_000
const CODES = 50
const ADDRESSES = 20
const PROOFS = 3

/** What a tally has counted, in a form that can be passed to another thread. */
export interface Count {
  readonly rows: readonly FaultSeen[]
  readonly codes: readonly string[]
  readonly addresses: readonly string[]
  readonly organizations: readonly string[]
  readonly begun: number
  readonly isEmpty: boolean
  readonly complains: boolean
  readonly isCut: boolean
  readonly isWhole: boolean
  readonly isRuledOut: boolean
  /** What the first complaint without a fault is about. */
  readonly direction: Direction | null
  readonly isMixed: boolean
}

/** Counts what events prove. Its memory does not grow with their number. */
export class Tally implements Wanted {
  readonly #rows = new Map<string, Counted>()
  readonly #codes = new Set<string>()
  readonly #addresses = new Set<string>()
  readonly #organizations = new Set<string>()
  #begun = 0
  #isEmpty = true
  #complains = false
  #isCut = false
  #isWhole = false
  #isRuledOut = false
  #direction: Direction | null = null
  /** A fault has times that cannot be compared with each other. */
  #isMixed = false
  /** A fault names an organization. */
  #isNamed = false

  add(event: JudgedEvent, begun: boolean): void {
    this.#isEmpty = false
    if (begun || event.faults.size > 0) this.#begun++
    this.#complains ||= event.complains
    this.#isCut ||= event.isCut
    this.#isWhole ||= event.isWhole
    this.#isRuledOut ||= event.isRuledOut
    if (event.faults.size === 0) this.#direction ??= event.direction
    addAtMost(this.#codes, event.codes, CODES)
    addAtMost(this.#addresses, event.addresses, ADDRESSES)
    if (event.organization) addAtMost(this.#organizations, [event.organization], 2)
    const bare = event.bare && !begun
    for (const [fault, proofs] of event.faults) this.#count(this.#row(fault, event), { event, bare }, proofs)
  }

  /** An event without a fault still counts for its organization while no fault names one, and for its complaint while there is no fault. */
  get organization(): boolean {
    return !this.#isNamed && this.#organizations.size < 2
  }

  get complaint(): boolean {
    return this.#rows.size === 0 && !this.#complains
  }

  get cut(): boolean {
    return this.#rows.size === 0 && !this.#isWhole
  }

  get direction(): boolean {
    return this.#rows.size === 0 && this.#direction === null
  }

  /** The result so far, for `append` of another tally. */
  get counted(): Count {
    return {
      rows: [...this.#rows.values()],
      codes: [...this.#codes],
      addresses: [...this.#addresses],
      organizations: [...this.#organizations],
      begun: this.#begun,
      isEmpty: this.#isEmpty,
      complains: this.#complains,
      isCut: this.#isCut,
      isWhole: this.#isWhole,
      isRuledOut: this.#isRuledOut,
      direction: this.#direction,
      isMixed: this.#isMixed,
    }
  }

  /**
   * Adds the count of the text that follows, whose line numbers start after `lines`, as if its events had been added one by
   * one. false: the counts cannot be combined exactly, and this tally is not usable any more.
   */
  append(count: Count, lines: number): boolean {
    // Beyond the limits, and with times that cannot be compared, the result depends on the order of single events.
    const others = count.rows.filter(
      ({ fault, organization, user }) => !this.#rows.has(keyOf(fault, organization, user)),
    )
    if (this.#rows.size + others.length > USERS || (count.isMixed && this.#rows.size > 0)) return false
    for (const row of count.rows) this.#appendRow(row, lines)
    addAtMost(this.#codes, count.codes, CODES)
    addAtMost(this.#addresses, count.addresses, ADDRESSES)
    addAtMost(this.#organizations, count.organizations, 2)
    this.#begun += count.begun
    this.#isEmpty &&= count.isEmpty
    this.#complains ||= count.complains
    this.#isCut ||= count.isCut
    this.#isWhole ||= count.isWhole
    this.#isRuledOut ||= count.isRuledOut
    this.#direction ??= count.direction
    return true
  }

  #appendRow({ evidence, count, bare, first, last, ...seen }: FaultSeen, lines: number): void {
    const row = this.#row(seen.fault, seen)
    row.count += count
    row.bare &&= bare
    describe(row, seen)
    const further = evidence.map(({ line, text }) => ({ line: line + lines, text }))
    row.evidence = [...row.evidence, ...further].slice(0, PROOFS)
    for (const time of [first, last]) this.#date(row, time)
  }

  reading(masked: boolean): LogReading {
    const faults = [...this.#rows.values()].toSorted(
      (a, b) => Number(b.fault === 'sendAs') - Number(a.fault === 'sendAs') || b.count - a.count,
    )
    const verdict = faults[0] ? (faults[0].fault === 'sendAs' ? 'sendAs' : 'lookAlike') : 'unknown'
    const named = faults.find(({ organization }) => organization !== null)?.organization ?? null
    const organization = named ?? (this.#organizations.size === 1 ? ([...this.#organizations][0] ?? null) : null)
    return {
      verdict,
      faults,
      codes: [...this.#codes],
      direction: faults[0] ? faults[0].direction : this.#direction,
      organization,
      addresses: [...this.#addresses],
      events: this.#begun === 0 && !this.#isEmpty ? 1 : this.#begun,
      masked,
      ask: this.#ask(verdict, organization),
    }
  }

  #ask(verdict: LogReading['verdict'], organization: string | null): LogReading['ask'] {
    if (verdict === 'sendAs') return organization === null ? 'organization' : null
    if (verdict === 'lookAlike') return null
    if (this.#isCut && !this.#isWhole) return 'wholeEvent'
    if (this.#isRuledOut && !this.#isWhole) return 'ownFault'
    return this.#complains || this.#codes.size > 0 ? 'unknownFault' : 'code'
  }

  #row(fault: FaultName, { organization, user }: Pick<JudgedEvent, 'organization' | 'user'>): Counted {
    const known = this.#rows.get(keyOf(fault, organization, user))
    if (known) return known
    const rowOrganization = this.#rows.size < ORGANIZATIONS ? organization : null
    const rowUser = this.#rows.size < USERS ? user : null
    const key = keyOf(fault, rowOrganization, rowUser)
    const row = this.#rows.get(key) ?? emptyRow(fault, copyOf(rowOrganization), copyOf(rowUser))
    this.#rows.set(key, row)
    this.#isNamed ||= rowOrganization !== null
    return row
  }

  #count(row: Counted, { event, bare }: { event: JudgedEvent; bare: boolean }, proofs: readonly Proof[]): void {
    row.count++
    row.bare &&= bare
    describe(row, event)
    if (row.evidence.length < PROOFS) {
      const lines = new Map([...row.evidence, ...proofs].map(proof => [proof.line, proof]))
      row.evidence = [...lines.values()].slice(0, PROOFS)
    }
    this.#date(row, event.time)
  }

  #date(row: Counted, time: string | null): void {
    if (time === null) return
    if (row.last !== null) this.#isMixed ||= timeKindOf(row.last) !== timeKindOf(time)
    if (row.first === null || isEarlier(time, row.first)) row.first = time
    if (row.last === null || isEarlier(time, row.last) !== true) row.last = time
  }
}

function keyOf(...parts: readonly (string | null)[]): string {
  return parts.join('\n')
}

function addAtMost(all: Set<string>, some: readonly string[], most: number): void {
  for (const one of some) if (all.size < most && !all.has(one)) all.add(copyOf(one))
}
