/** What several records say about the same setting. */
export interface CombinedValue {
  readonly value: number
  readonly asWanted: boolean
}

/** One wrong value decides; the wanted value counts only if every record has it. null: a record has no value, so it is not known. */
export function combineValues(wanted: number, ...values: readonly (number | null)[]): CombinedValue | null {
  const wrong = values.find(value => value !== null && value !== wanted)
  if (wrong != null) return { value: wrong, asWanted: false }
  return values.length > 0 && values.every(value => value === wanted) ? { value: wanted, asWanted: true } : null
}
