import { type Found, type Head, isWhole, type RecordKey, readKey, startOf } from './auditRows.js'

/** Reads one row; null: it is not there. */
export interface Rows {
  record(key: string): Promise<Found | null>
  head(caseId: string): Promise<Head | null>
}

/** What is known of one case's chain while its records pass by. */
interface Chain {
  /** Records that none of those seen follows, with their chains: at the end, the latest one alone. */
  readonly open: Map<string, string>
  /** Records that were followed before they were seen: two machines' clocks differ. */
  readonly early: Set<string>
  readonly gone: Set<string>
}

export interface Fault {
  readonly key: RecordKey
  readonly broken: 'missing' | 'unlinked'
}

export interface Followed {
  /** It follows what it says it follows, as far as that is there. */
  readonly linked: boolean
  /** The record before it, where that is gone and was not told yet. */
  readonly gone: RecordKey | null
}

/** Follows the chains of all cases of a listing, and needs room for each case, not for each record. */
export class ChainCheck {
  readonly #chains = new Map<string, Chain>()

  constructor(
    private readonly heads: ReadonlyMap<string, Head>,
    private readonly rows: Rows,
  ) {}

  /** The next record of the listing. */
  async follow(caseId: string, record: Found): Promise<Followed> {
    const chain = this.#chainOf(caseId)
    const before = await this.#chainBefore(caseId, record)
    pass(chain, record)
    return before === null
      ? { linked: true, gone: newlyGone(chain, record.previous) }
      : { linked: before === record.before, gone: null }
  }

  /** What only the ends of the chains tell. `from`: the row key that the listing began at. */
  async *rest(from: string): AsyncIterable<Fault> {
    for (const caseId of new Set([...this.heads.keys(), ...this.#chains.keys()])) {
      const chain = this.#chainOf(caseId)
      const head = this.heads.get(caseId)
      const ends = chain.open.size === 1 && head !== undefined && chain.open.get(head.key) === head.chain
      if (!ends) yield* this.#walk(caseId, chain, from)
    }
  }

  /** null: that record is gone. Mostly it was seen a moment ago; where the listing begins, it has to be read. */
  async #chainBefore(caseId: string, { previous }: Found): Promise<string | null> {
    if (previous === '') return startOf(caseId).chain
    const seen = this.#chainOf(caseId).open.get(previous)
    return seen ?? (await this.#record(previous))?.chain ?? null
  }

  /** From the case's latest record, which may have been written since the listing began, back to those that were seen. */
  async *#walk(caseId: string, chain: Chain, from: string): AsyncIterable<Fault> {
    const { open } = chain
    const goOn = open.size > 0 ? () => open.size > 0 : (key: string) => key >= from
    let at = (await this.rows.head(caseId)) ?? startOf(caseId)
    while (at.key !== '' && goOn(at.key)) {
      const record = await this.#record(at.key)
      if (!record) {
        const key = newlyGone(chain, at.key)
        if (key) yield { key, broken: 'missing' }
        return
      }
      open.delete(at.key)
      if (record.chain !== at.chain) return yield* unlinked(at.key)
      // Told where it is listed; where it points to means nothing.
      if (!isWhole(record)) return
      at = { key: record.previous, chain: record.before }
    }
    // What cannot be reached from the latest record was not written by the bot, or written over since.
    for (const key of open.keys()) yield* unlinked(key)
  }

  async #record(key: string): Promise<Found | null> {
    return readKey(key) && this.rows.record(key)
  }

  #chainOf(caseId: string): Chain {
    const known = this.#chains.get(caseId)
    if (known) return known
    const chain = { open: new Map<string, string>(), early: new Set<string>(), gone: new Set<string>() }
    this.#chains.set(caseId, chain)
    return chain
  }
}

function pass({ open, early }: Chain, { rowKey, previous, chain }: Found): void {
  if (!open.delete(previous) && previous !== '') early.add(previous)
  if (!early.delete(rowKey)) open.set(rowKey, chain)
}

function newlyGone({ gone }: Chain, key: string): RecordKey | null {
  if (gone.has(key)) return null
  gone.add(key)
  return readKey(key)
}

function* unlinked(rowKey: string): Iterable<Fault> {
  const key = readKey(rowKey)
  if (key) yield { key, broken: 'unlinked' }
}
