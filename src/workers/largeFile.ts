import { type FileHandle, open } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Reading } from '../symptoms/logReading.js'
import { type Cut, cutIn, type RangeRead, readingOf } from '../symptoms/readRange.js'
import { kindOf } from '../symptoms/text/decode.js'

/** Part of a file: bytes from `start` to `end`, both included, up to the line `next`. */
export interface Range {
  readonly file: string
  readonly start: number
  readonly end: number
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
  /** A smaller file is not worth it to start threads. */
  readonly leastBytes?: number
  readonly threads?: number
}

const LEAST_BYTES = 16_000_000
const MOST_THREADS = 4
const HEAD = 4_096
/** So much is looked at for a place to cut at. */
const WINDOW = 131_072
/** Reading holds a line and a part of an event, however large the file is. */
const LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 32 }
const SCRIPT = new URL('./rangeWorker.js', import.meta.url)

/**
 * Reads a large file with several threads, each a range of it. null: it has to be read in one go, since it is small, is no file of
 * lines, or cannot be cut so that the same is read.
 */
export async function readLargeFile(
  file: string,
  { read, leastBytes = LEAST_BYTES, threads = Math.min(availableParallelism(), MOST_THREADS) }: LargeFileOptions,
): Promise<Reading | null> {
  if (threads < 2) return null
  const ranges = await rangesOf(file, { leastBytes, threads })
  if (ranges === null) return null
  let bytes = 0
  const workers = new Set<Worker>()
  try {
    const parts = ranges.map(range => {
      const worker = new Worker(SCRIPT, { workerData: range, env: {}, resourceLimits: LIMITS })
      workers.add(worker)
      return answerOf(worker, more => {
        bytes += more
        read(bytes)
      })
    })
    return readingOf(await Promise.all(parts))
  } catch {
    // Whatever is amiss shows when the file is read in one go.
    return null
  } finally {
    for (const worker of workers) await worker.terminate()
  }
}

function answerOf(worker: Worker, read: (bytes: number) => void): Promise<RangeRead> {
  return new Promise((resolve, reject) => {
    worker.on('message', ({ bytes, range }: RangeAnswer) => {
      read(bytes)
      if (range) resolve(range)
    })
    worker.on('error', reject)
    worker.on('exit', code => reject(new Error(`The thread ended with ${code}`)))
  })
}

/** null: the file stays whole. */
async function rangesOf(
  file: string,
  { leastBytes, threads }: Required<Pick<LargeFileOptions, 'leastBytes' | 'threads'>>,
): Promise<readonly Range[] | null> {
  const handle = await open(file).catch(() => null)
  if (!handle) return null
  try {
    const stats = await handle.stat()
    const isLines = stats.isFile() && stats.size >= leastBytes && kindOf(await bytesAt(handle, 0, HEAD)) === 'narrow'
    if (!isLines) return null
    const cuts: Cut[] = []
    for (let part = 1; part < threads; part++) {
      const at = Math.floor((stats.size / threads) * part)
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
    return { file, start, end: cut ? cut.at - 1 : Number.POSITIVE_INFINITY, next: cut?.line ?? null }
  })
}

async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at)
  return buffer.subarray(0, bytesRead)
}
