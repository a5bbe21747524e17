import { type Found, type Head, isWhole, type RecordKey, readKey, startOf } from './auditRows.js'

/** Reads one row; null: it is not there. */
export interface Rows {
  record(key: string): Promise<Found | null>
  head(caseId: string): Promise<Head | null>
}

/** The state of one case's chain while its records are read. */
interface Chain {
  /** Records without a successor so far, with their hashes; in the end, only the latest one is left. */
  readonly open: Map<string, string>
  /** Records whose successor was seen first, because the clocks of two machines differ. */
  readonly early: Set<string>
  readonly gone: Set<string>
}

export interface ChainFault {
  readonly key: RecordKey
  readonly broken: 'missing' | 'unlinked'
}

export interface Followed {
  /** Whether it matches the record that it names as the previous one, if that still exists. */
  readonly linked: boolean
  /** The record before it, if that is missing and has not been reported yet. */
  readonly gone: RecordKey | null
}

/** Follows the chains of all cases of a listing. Its memory grows with the number of cases, not of records. */
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

  /** The faults that only the ends of the chains reveal. `from`: the row key where the listing began. */
  async *rest(from: string): AsyncIterable<ChainFault> {
    for (const caseId of new Set([...this.heads.keys(), ...this.#chains.keys()])) {
      const chain = this.#chainOf(caseId)
      const head = this.heads.get(caseId)
      const ends = chain.open.size === 1 && head !== undefined && chain.open.get(head.key) === head.chain
      if (!ends) yield* this.#walk(caseId, chain, from)
    }
  }

  /** null: that record is gone. Usually it was seen just before; at the start of the listing it has to be read. */
  async #chainBefore(caseId: string, { previous }: Found): Promise<string | null> {
    if (previous === '') return startOf(caseId).chain
    const seen = this.#chainOf(caseId).open.get(previous)
    return seen ?? (await this.#record(previous))?.chain ?? null
  }

  /** Walks back from the case's latest record, which may be newer than the listing, to the records already seen. */
  async *#walk(caseId: string, chain: Chain, from: string): AsyncIterable<ChainFault> {
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
      // The listing reports it as changed; its link to the previous record cannot be trusted.
      if (!isWhole(record)) return
      at = { key: record.previous, chain: record.before }
    }
    // A record that cannot be reached from the latest one was not written by the bot, or has been overwritten since.
    for (const key of open.keys()) yield* unlinked(key)
  }

  async #record(key: string): Promise<Found | null> {
    return readKey(key) && this.rows.record(key)
  }

  #chainOf(caseId: string): Chain {
    const existing = this.#chains.get(caseId)
    if (existing) return existing
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

function* unlinked(rowKey: string): Iterable<ChainFault> {
  const key = readKey(rowKey)
  if (key) yield { key, broken: 'unlinked' }
}
