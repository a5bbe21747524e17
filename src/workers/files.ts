import { once } from 'node:events'
import pLimit from 'p-limit'
import type { Log, ReadFile } from '../app/ports.js'
import type { ParsedMessage, UnreadReason } from '../domain/parsedMessage.js'
import { type FileAnswer, type FileAsked, fileAnswer } from './answers.js'
import { Broken, type ReaderProcess, startReader } from './readerProcess.js'

export interface FilesOptions {
  readonly log: Log
  /** Files read at the same moment; others wait for a place. */
  readonly atOnce?: number
  /** From the call to the answer, in milliseconds: less than the channel waits for a turn (15 s). */
  readonly patienceMs?: number
  /** What a process runs. */
  readonly script?: URL
}

const AT_ONCE = 2
const PATIENCE_MS = 12_000
const SCRIPT = new URL('./fileProcess.js', import.meta.url)

/** Reads each file in a process of its own: whatever the file holds, the turns of other people go on. */
export function createFiles(options: FilesOptions): ReadFile {
  const { atOnce = AT_ONCE, patienceMs = PATIENCE_MS } = options
  const places = pLimit(atOnce)
  return pieces => {
    const late = AbortSignal.timeout(patienceMs)
    let isBegun = false
    const read = places(() => {
      if (late.aborted) return 'tooSlow'
      isBegun = true
      return readInProcess(options, pieces, late)
    })
    // Whoever still waits for a place by then does not wait any longer.
    const ended = once(late, 'abort').then(() => (isBegun ? read : 'tooSlow'))
    return Promise.race([read, ended])
  }
}

async function readInProcess(
  { log, script = SCRIPT }: FilesOptions,
  pieces: AsyncIterable<Uint8Array>,
  late: AbortSignal,
): Promise<ParsedMessage | UnreadReason> {
  let reader: ReaderProcess<FileAnswer> | null = null
  try {
    reader = startReader(script, { answers: fileAnswer, signal: late })
    return await readBeside(reader, pieces)
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    log.warn({ err: error }, 'A file was not read to its end')
    return late.aborted ? 'tooSlow' : 'failed'
  } finally {
    await reader?.end()
  }
}

/** One piece at a time: the process answers before the next one is fetched. */
async function readBeside(
  { broken, ask, answer }: ReaderProcess<FileAnswer>,
  pieces: AsyncIterable<Uint8Array>,
): Promise<ParsedMessage | UnreadReason> {
  const iterator = pieces[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await Promise.race([broken, iterator.next()])
      ask({ piece: done ? null : value } satisfies FileAsked)
      const said = await answer()
      if (said !== null) return said
    }
  } finally {
    // Whatever is still under way ends by its own deadline.
    iterator.return?.().catch(() => {})
  }
}
