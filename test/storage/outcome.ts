import type { StoredCase } from '../../src/app/ports.js'

/** The outcome of a save, whatever is stored now. */
export function outcomeOf(saved: StoredCase | 'conflict'): 'saved' | 'conflict' {
  return saved === 'conflict' ? saved : 'saved'
}
