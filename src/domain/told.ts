/** What records tell of one thing. */
export interface Told {
  readonly value: number
  readonly asWanted: boolean
}

/** A value that is not the wanted one outweighs those that are; null: no record tells any. */
export function told(wanted: number, ...values: readonly (number | null | undefined)[]): Told | null {
  const known = values.filter(value => value != null)
  const wrong = known.find(value => value !== wanted)
  const value = wrong ?? known[0]
  return value === undefined ? null : { value, asWanted: wrong === undefined }
}
