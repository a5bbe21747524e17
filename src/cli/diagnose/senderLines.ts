import { createReadStream, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { quoted, UsageError } from '../exit.js'
import { countSenders } from './runBatch.js'

/** Reads line by line: a file may be long, and standard input may never end. `stop` ends the wait for the next line. */
export async function* linesOf(file: string, stop?: AbortSignal): AsyncIterable<string> {
  const input = file === '-' ? process.stdin : createReadStream(file)
  const options = { input, crlfDelay: Number.POSITIVE_INFINITY, ...(stop && { signal: stop }) }
  try {
    for await (const line of createInterface(options)) yield line
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!['ENOENT', 'EACCES', 'EISDIR'].includes(code)) throw error
    throw new UsageError(`${quoted(file)} cannot be read (${code}): --all-senders FILE.`)
  }
}

/** How many addresses a file has to look at; null: it cannot be read twice, as a pipe. */
export async function senderCount(file: string, startAfter: string | undefined): Promise<number | null> {
  const isFile = file !== '-' && statSync(file, { throwIfNoEntry: false })?.isFile()
  return isFile ? countSenders(linesOf(file), startAfter) : null
}
