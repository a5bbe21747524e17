/** As much of the browser's storage as is needed. */
export interface DraftStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/**
 * What somebody typed on one page and has not sent yet, by field. It survives a reload and signing in again, in this tab only, and
 * never gets into an address.
 */
export interface Drafts {
  get(field: string): string | null
  set(field: string, text: string): void
  remove(field: string): void
  /** Drops them, and keeps nothing any more: the page is being left for good. */
  forget(): void
}

const PREFIX = 'pending-send:'

/** `storage` may refuse everything: then nothing survives, and nothing fails. `page`: its path, and whose it is. */
export function createDrafts(storage: () => DraftStorage, page: string): Drafts {
  const key = PREFIX + page
  const kept = new Map(read(storage, key))
  let isLeft = false
  const write = () => {
    try {
      if (isLeft) return
      if (kept.size === 0) storage().removeItem(key)
      else storage().setItem(key, JSON.stringify([...kept]))
    } catch {
      // Full, or switched off.
    }
  }
  return {
    get: field => kept.get(field) ?? null,
    set(field, text) {
      kept.set(field, text)
      write()
    },
    remove(field) {
      if (kept.delete(field)) write()
    },
    forget() {
      kept.clear()
      write()
      isLeft = true
    },
  }
}

/** The next person at this device must not find what somebody typed here, on whatever page. */
export function forgetDrafts(storage: () => Pick<DraftStorage, 'removeItem'>): void {
  try {
    for (const key of Object.keys(storage())) if (key.startsWith(PREFIX)) storage().removeItem(key)
  } catch {
    // Switched off: nothing was kept.
  }
}

function read(storage: () => DraftStorage, key: string): [string, string][] {
  try {
    const entries: unknown = JSON.parse(storage().getItem(key) ?? '[]')
    return Array.isArray(entries) ? entries.filter(isEntry) : []
  } catch {
    return []
  }
}

function isEntry(entry: unknown): entry is [string, string] {
  return Array.isArray(entry) && entry.length === 2 && entry.every(part => typeof part === 'string')
}
