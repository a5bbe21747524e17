import { createMasker } from '../domain/secrets.js'
import { type Count, Tally } from './faultTally.js'
import type { LogReading } from './logReading.js'
import { createStations } from './readLog.js'
import { createByteDecoder } from './text/decode.js'
import { createLines } from './text/inputLines.js'
import { Events } from './text/logEvents.js'

/** A place in a file at which it may be cut, and the line that begins there. */
export interface Cut {
  /** In bytes. */
  readonly at: number
  readonly line: string
}

/** What one range of a file proves; one process can hand it to another. */
export interface RangeRead {
  readonly count: Count
  readonly lines: number
  readonly masked: boolean
  /** What comes behind the range is the same whether or not the range is read before it. */
  readonly isWhole: boolean
}

const NEW_LINE = 10
/** A longer line is handed on in parts. */
const LONGEST = 32_768
/** A line that begins with a byte order mark is left alone. */
const ASCII = 128

/**
 * Where a text may be cut: some of it is read, up to a line behind which nothing before it seems to matter. Whether that is so is
 * known when all that stands before it has been read.
 */
export function cutIn(bytes: Uint8Array, offset: number): Cut | null {
  const events = new Events(createMasker(), { part: () => {}, end: () => {} })
  const lines = createLines(line => events.line(line))
  let from = bytes.indexOf(NEW_LINE) + 1
  if (from === 0) return null
  for (let end = bytes.indexOf(NEW_LINE, from); end >= 0; end = bytes.indexOf(NEW_LINE, from)) {
    const text = createByteDecoder().push(bytes.subarray(from, end + 1))
    const [line = ''] = text.split(/[\r\n]/, 1)
    const isPlain = line.length < LONGEST && (bytes[from] ?? 0) < ASCII
    if (from > bytes.length / 2 && isPlain && events.beginsAnew(line)) return { at: offset + from, line }
    lines.push(text)
    from = end + 1
  }
  return null
}

/** Reads one range of a file, which ends where the next one begins: at this line; null: where the file ends. */
export function createRangeReader(next: string | null) {
  const { tally, masker, events, lines } = createStations()
  const decoder = createByteDecoder()
  return {
    push: (bytes: Uint8Array) => lines.push(decoder.push(bytes)),
    finish(): RangeRead {
      lines.push(decoder.finish())
      lines.finish()
      const isWhole = next === null || events.beginsAnew(next)
      events.finish()
      return { count: tally.counted, lines: lines.ended, masked: masker.any, isWhole }
    },
  }
}

/** What all ranges of a file prove, in their order: as if it had been read in one go. null: it has to be. */
export function readingOf(ranges: readonly RangeRead[]): LogReading | null {
  const tally = new Tally()
  let before = 0
  for (const { count, lines, isWhole } of ranges) {
    if (!isWhole || !tally.append(count, before)) return null
    before += lines
  }
  return tally.reading(ranges.some(({ masked }) => masked))
}
