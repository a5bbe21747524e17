import { randomUUID } from 'node:crypto'

export type Entry = Readonly<Record<string, unknown>>

interface Version {
  /** The number of the first request that sees it. */
  readonly from: number
  readonly value: Entry
}

/** Objects of the directory: what is written is seen by later requests only, as a directory with many copies answers. */
export class Directory {
  readonly #versions = new Map<string, Version[]>()
  #requests = 0
  /** How many requests after a write still see what was before. */
  lag = 0
  /** How many more of them if they write: they may meet another copy than the readers. */
  moreLagOfWrites = 0
  #moreLag = 0

  beginRequest(isWrite: boolean): void {
    this.#requests += 1
    this.#moreLag = isWrite ? this.moreLagOfWrites : 0
  }

  /** As written last. */
  newest(id: string): Entry | undefined {
    return this.#versions.get(id)?.at(-1)?.value
  }

  /** As this request sees it. */
  seen(id: string): Entry | undefined {
    return this.#versions.get(id)?.findLast(({ from }) => from === 0 || from + this.#moreLag <= this.#requests)?.value
  }

  /** All objects of a kind, as this request sees them, or as they were written last. */
  all(kind: string, how: 'seen' | 'newest' = 'seen'): readonly Entry[] {
    return [...this.#versions.keys()].flatMap(id => {
      const entry = this[how](id)
      return entry?.kind === kind ? [entry] : []
    })
  }

  find(kind: string, property: string, value: unknown, how: 'seen' | 'newest' = 'seen'): Entry | undefined {
    return this.all(kind, how).find(entry => entry[property] === value)
  }

  create(kind: string, values: Entry): Entry {
    const id = randomUUID()
    return this.#write(id, { kind, id, ...values })
  }

  update(id: string, values: Entry): Entry {
    return this.#write(id, { ...this.newest(id), ...values })
  }

  remove(id: string): void {
    this.#versions.delete(id)
  }

  #write(id: string, value: Entry): Entry {
    const versions = this.#versions.get(id) ?? []
    this.#versions.set(id, [...versions, { from: this.#requests + (this.lag > 0 ? this.lag + 1 : 0), value }])
    return value
  }
}
