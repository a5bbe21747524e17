import { createMasker } from '../domain/secrets.js'
import { type Count, Tally } from './faultTally.js'
import type { LogReading } from './logReading.js'
import { createStations } from './readLog.js'
import { createByteDecoder } from './text/decode.js'
import { createLines } from './text/inputLines.js'
import { Events } from './text/logEvents.js'

/** A position at which a file may be split, and the line that begins there. */
export interface Cut {
  /** In bytes. */
  readonly at: number
  readonly line: string
}

/** What one range of a file proves, in a form that can be passed to another thread. */
export interface RangeRead {
  readonly count: Count
  readonly lines: number
  readonly masked: boolean
  /** The text after the range reads the same without the range before it. */
  readonly isWhole: boolean
}

const NEW_LINE = 10
/** Longer lines are passed on in parts. */
const LONGEST = 32_768
/** A line that does not begin with ASCII, but perhaps with a byte order mark, is not used. */
const ASCII = 128

/**
 * Finds a position where a text may be split, by reading a part of it up to a line that seems independent of everything
 * before it. Only reading the whole range before it shows whether it is: `isWhole`.
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
    if (from > bytes.length / 2 && isPlain && events.isCleanStart(line)) return { at: offset + from, line }
    lines.push(text)
    from = end + 1
  }
  return null
}

/** Reads one range of a file. `next`: the first line of the next range; null: this is the last range. */
export function createRangeReader(next: string | null) {
  const { tally, masker, events, lines } = createStations()
  const decoder = createByteDecoder()
  return {
    push: (bytes: Uint8Array) => lines.push(decoder.push(bytes)),
    finish(): RangeRead {
      lines.push(decoder.finish())
      lines.finish()
      const isWhole = next === null || events.isCleanStart(next)
      events.finish()
      return { count: tally.counted, lines: lines.ended, masked: masker.any, isWhole }
    },
  }
}

/** Combines the ranges of a file, in order, into what reading it in one go would give. null: it has to be read in one go. */
export function readingOf(ranges: readonly RangeRead[]): LogReading | null {
  const tally = new Tally()
  let before = 0
  for (const { count, lines, isWhole } of ranges) {
    if (!isWhole || !tally.append(count, before)) return null
    before += lines
  }
  return tally.reading(ranges.some(({ masked }) => masked))
}
