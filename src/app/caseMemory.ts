import type { CaseStore, StoredCase } from './ports.js'

/** A case store, and what this process last saw in it. */
export interface RecallingStore extends CaseStore {
  /**
   * The case as this process last read or saved it; null: it knows nothing of it. Another process may have saved since. So it is
   * good for what is saved under its version, and for nothing that is only shown or refused.
   */
  recall(id: string): StoredCase | null
  /** Runs what changes a case when every change of it that this process began before has ended: side by side they would only conflict. */
  inTurn<T>(id: string, change: () => Promise<T>): Promise<T>
}

/** Of so many cases, those that were touched last: a card is clicked while its case is fresh, or hours later. */
const MOST = 500

export function withMemory(store: CaseStore): RecallingStore {
  const seen = new Map<string, StoredCase>()
  const changing = new Map<string, Promise<unknown>>()
  const note = (stored: StoredCase): StoredCase => {
    const { id } = stored.case
    seen.delete(id)
    seen.set(id, stored)
    const [oldest] = seen.keys()
    if (seen.size > MOST && oldest !== undefined) seen.delete(oldest)
    return stored
  }
  return {
    ...store,
    recall: id => seen.get(id) ?? null,

    inTurn(id, change) {
      const before = changing.get(id) ?? Promise.resolve()
      const done = before.then(change, change)
      changing.set(id, done)
      const leave = () => changing.get(id) === done && changing.delete(id)
      done.then(leave, leave)
      return done
    },

    async load(id) {
      const stored = await store.load(id)
      return stored && note(stored)
    },

    async insert(c, listed) {
      const saved = await store.insert(c, listed)
      return saved === 'conflict' ? saved : note(saved)
    },

    async replace(c, version) {
      // Whatever becomes of the save, what was seen before it is old.
      seen.delete(c.id)
      const saved = await store.replace(c, version)
      return saved === 'conflict' ? saved : note(saved)
    },
  }
}
