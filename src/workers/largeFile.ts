import { type FileHandle, open } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import type { LogReading } from '../symptoms/logReading.js'
import { type Cut, cutIn, type RangeRead, readingOf } from '../symptoms/readRange.js'
import { kindOf } from '../symptoms/text/decode.js'
import { type Range, type RangeAnswer, rangeAnswer } from './answers.js'
import { type ReaderProcess, startReader } from './readerProcess.js'

export interface LargeFileOptions {
  /** Hears how many bytes were read so far. */
  readonly read: (bytes: number) => void
  /** A smaller file is not worth it to start processes. */
  readonly leastBytes?: number
  readonly processes?: number
}

const LEAST_BYTES = 16_000_000
const MOST_PROCESSES = 4
const HEAD = 4_096
/** So much is looked at for a place to cut at. */
const WINDOW = 131_072
const SCRIPT = new URL('./rangeProcess.js', import.meta.url)

/**
 * Reads a large file with several processes, each a range of it. null: it has to be read in one go, since it is small, is no file of
 * lines, or cannot be cut so that the same is read.
 */
export async function readLargeFile(
  file: string,
  { read, leastBytes = LEAST_BYTES, processes = Math.min(availableParallelism(), MOST_PROCESSES) }: LargeFileOptions,
): Promise<LogReading | null> {
  if (processes < 2) return null
  const ranges = await rangesOf(file, { leastBytes, processes })
  if (ranges === null) return null
  let bytes = 0
  const readers: ReaderProcess<RangeAnswer>[] = []
  const readRange = async (range: Range): Promise<RangeRead> => {
    const reader = startReader(SCRIPT, { answers: rangeAnswer })
    readers.push(reader)
    reader.ask(range)
    for (;;) {
      const told = await reader.answer()
      bytes += told.bytes
      read(bytes)
      if (told.range) return told.range
    }
  }
  try {
    return readingOf(await Promise.all(ranges.map(readRange)))
  } catch {
    // Whatever is amiss shows when the file is read in one go.
    return null
  } finally {
    await Promise.all(readers.map(reader => reader.end()))
  }
}

/** null: the file stays whole. */
async function rangesOf(
  file: string,
  { leastBytes, processes }: Required<Pick<LargeFileOptions, 'leastBytes' | 'processes'>>,
): Promise<readonly Range[] | null> {
  const handle = await open(file).catch(() => null)
  if (!handle) return null
  try {
    const stats = await handle.stat()
    const isLines = stats.isFile() && stats.size >= leastBytes && kindOf(await bytesAt(handle, 0, HEAD)) === 'narrow'
    if (!isLines) return null
    const cuts: Cut[] = []
    for (let part = 1; part < processes; part++) {
      const at = Math.floor((stats.size / processes) * part)
      const cut = cutIn(await bytesAt(handle, at, WINDOW), at)
      if (cut && cut.at > (cuts.at(-1)?.at ?? 0)) cuts.push(cut)
    }
    return cuts.length === 0 ? null : rangesBetween(file, cuts)
  } finally {
    await handle.close()
  }
}

function rangesBetween(file: string, cuts: readonly Cut[]): readonly Range[] {
  const starts = [0, ...cuts.map(({ at }) => at)]
  return starts.map((start, part) => {
    const cut = cuts[part]
    return { file, start, end: cut ? cut.at - 1 : null, next: cut?.line ?? null }
  })
}

async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at)
  return buffer.subarray(0, bytesRead)
}
