import { type Zippable, zipSync } from 'fflate'

/** The earliest time that a zip can hold. With the time of day, the same files would make another zip each time. */
const EARLIEST = new Date(1980, 0, 1)

/** A zip whose bytes follow from its files alone. Paths have forward slashes. */
export function zipOf(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sorted: Zippable = Object.fromEntries([...files].sort(([one], [other]) => (one < other ? -1 : 1)))
  return zipSync(sorted, { mtime: EARLIEST, level: 9 })
}
