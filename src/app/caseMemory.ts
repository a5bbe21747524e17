import { LRUCache } from 'lru-cache'
import type { CaseStore, StoredCase } from './ports.js'

/** A case store that remembers what this process last saw in it. */
export interface RecallingStore extends CaseStore {
  /**
   * The case as this process last read or saved it; null: it has not. Another process may have saved it since. So use it only
   * to save under its version, which detects that, and never just to show something or to refuse an event.
   */
  recall(id: string): StoredCase | null
  /** Runs the changes of one case one after another within this process, because concurrent ones would only conflict. */
  inTurn<T>(id: string, change: () => Promise<T>): Promise<T>
}

/** How many cases to remember, dropping the least recently used: most clicks come while a case is fresh. */
const CAPACITY = 500

export function withMemory(store: CaseStore): RecallingStore {
  const seen = new LRUCache<string, StoredCase>({ max: CAPACITY })
  const changing = new Map<string, Promise<unknown>>()
  const note = (stored: StoredCase): StoredCase => {
    seen.set(stored.case.id, stored)
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

    async insert(thisCase, listed) {
      const saved = await store.insert(thisCase, listed)
      return saved === 'conflict' ? saved : note(saved)
    },

    async replace(thisCase, version) {
      // Whatever the outcome, the remembered case is out of date now.
      seen.delete(thisCase.id)
      const saved = await store.replace(thisCase, version)
      return saved === 'conflict' ? saved : note(saved)
    },
  }
}
