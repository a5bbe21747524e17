/** The only element; null: there is none, or there are several. */
export function singleOf<T>(found: readonly T[]): T | null {
  return found.length === 1 ? (found[0] ?? null) : null
}
