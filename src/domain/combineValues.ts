/** What records tell of one thing. */
export interface CombinedValue {
  readonly value: number
  readonly asWanted: boolean
}

/** One value that is not the wanted one is enough to tell; all that are wanted, only where each record tells its own. null: nobody knows. */
export function combineValues(wanted: number, ...values: readonly (number | null)[]): CombinedValue | null {
  const wrong = values.find(value => value !== null && value !== wanted)
  if (wrong != null) return { value: wrong, asWanted: false }
  return values.length > 0 && values.every(value => value === wanted) ? { value: wanted, asWanted: true } : null
}
