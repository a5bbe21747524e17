import { type ChildProcess, fork } from 'node:child_process'
import { type FileHandle, open } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { LogReading } from '../symptoms/logReading.js'
import { type Cut, cutIn, type RangeRead, readingOf } from '../symptoms/readRange.js'
import { kindOf } from '../symptoms/text/decode.js'

/** Part of a file: bytes from `start` to `end`, both included, up to the line `next`; null: to the end of the file. */
export interface Range {
  readonly file: string
  readonly start: number
  readonly end: number | null
  readonly next: string | null
}

/** Bytes read since the last answer; what the range proves comes last. */
export interface RangeAnswer {
  readonly bytes: number
  readonly range?: RangeRead
}

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
const SCRIPT = fileURLToPath(new URL('./rangeProcess.js', import.meta.url))

/**
 * Reads a large file with several processes, each a range of it. Threads would be lighter, but Node 20 aborts now and then when one ends
 * while its code is still being compiled. null: the file has to be read in one go, since it is small, is no file of lines, or cannot be
 * cut so that the same is read.
 */
export async function readLargeFile(
  file: string,
  { read, leastBytes = LEAST_BYTES, processes = Math.min(availableParallelism(), MOST_PROCESSES) }: LargeFileOptions,
): Promise<LogReading | null> {
  if (processes < 2) return null
  const ranges = await rangesOf(file, { leastBytes, processes })
  if (ranges === null) return null
  let bytes = 0
  const children: ChildProcess[] = []
  try {
    const parts = ranges.map(range => {
      const child = fork(SCRIPT, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
      children.push(child)
      return answerOf(child, range, more => {
        bytes += more
        read(bytes)
      })
    })
    return readingOf(await Promise.all(parts))
  } catch {
    // Whatever is amiss shows when the file is read in one go.
    return null
  } finally {
    for (const child of children) child.kill()
  }
}

function answerOf(child: ChildProcess, asked: Range, read: (bytes: number) => void): Promise<RangeRead> {
  return new Promise((resolve, reject) => {
    child.on('message', message => {
      const { bytes, range } = message as RangeAnswer
      read(bytes)
      if (range) resolve(range)
    })
    child.on('error', reject)
    child.on('exit', code => reject(new Error(`The process ended with ${code}`)))
    child.send(asked)
  })
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
