import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'
import type { Log, ReadFile } from '../app/ports.js'
import type { ParsedMessage, Unread } from '../domain/parsedMessage.js'

export interface FilesOptions {
  readonly log: Log
  /** Files read at the same moment; others wait for a place. */
  readonly atOnce?: number
  /** From the call to the answer, in milliseconds: less than the channel waits for a turn (15 s). */
  readonly patienceMs?: number
  /** What a thread runs. */
  readonly script?: URL
}

const AT_ONCE = 2
const PATIENCE_MS = 12_000
/** Reading holds a line and a part of an event, however large the file is. */
const LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 32 }
const SCRIPT = new URL('./fileWorker.js', import.meta.url)

/** Reading broke off, or was broken off. */
class Broken extends Error {
  constructor(
    readonly why: Extract<Unread, 'tooSlow' | 'failed'>,
    options?: ErrorOptions,
  ) {
    super(`Reading a file broke off: ${why}`, options)
    this.name = 'Broken'
  }
}

/** Reads each file in a thread of its own: whatever the file holds, the turns of other people go on. */
export function createFiles(options: FilesOptions): ReadFile {
  const { atOnce = AT_ONCE, patienceMs = PATIENCE_MS } = options
  const places = pLimit(atOnce)
  return pieces => {
    const late = AbortSignal.timeout(patienceMs)
    let isBegun = false
    const read = places(() => {
      if (late.aborted) return 'tooSlow'
      isBegun = true
      return readInThread(options, pieces, late)
    })
    // Whoever still waits for a place by then does not wait any longer.
    const ended = once(late, 'abort').then(() => (isBegun ? read : 'tooSlow'))
    return Promise.race([read, ended])
  }
}

async function readInThread(
  { log, script = SCRIPT }: FilesOptions,
  pieces: AsyncIterable<Uint8Array>,
  late: AbortSignal,
): Promise<ParsedMessage | Unread> {
  // Nothing of the bot's configuration is needed there.
  const worker = new Worker(script, { env: {}, resourceLimits: LIMITS })
  try {
    return await readBeside(worker, pieces, late)
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    log.warn({ err: error }, 'A file was not read to its end')
    return error.why
  } finally {
    await worker.terminate()
  }
}

/** One piece at a time: the thread answers before the next one is fetched. */
async function readBeside(
  worker: Worker,
  pieces: AsyncIterable<Uint8Array>,
  late: AbortSignal,
): Promise<ParsedMessage | Unread> {
  const broken = breaking(worker, late)
  const ask = async (piece: Uint8Array | null): Promise<ParsedMessage | Unread | null> => {
    const answered = once(worker, 'message')
    worker.postMessage(piece)
    const [answer] = await Promise.race([broken, answered])
    return answer
  }
  const iterator = pieces[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await Promise.race([broken, iterator.next()])
      const answer = await ask(done ? null : value)
      if (answer !== null) return answer
    }
  } finally {
    // Whatever is still under way ends by its own deadline.
    iterator.return?.().catch(() => {})
  }
}

/** Rejects with Broken when the thread breaks down or the time is over. */
function breaking(worker: Worker, late: AbortSignal): Promise<never> {
  const broken = new Promise<never>((_, reject) => {
    worker.on('error', cause => reject(new Broken('failed', { cause })))
    worker.on('exit', code => reject(new Broken('failed', { cause: new Error(`The thread ended with ${code}`) })))
    late.addEventListener('abort', () => reject(new Broken('tooSlow')))
  })
  // The file may have been read before.
  broken.catch(() => {})
  return broken
}
