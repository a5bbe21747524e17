import { createReadStream } from 'node:fs'
import type { LogReading } from '../../symptoms/logReading.js'
import { createReader } from '../../symptoms/readLog.js'
import { createDecoder, type Decoder } from '../../symptoms/text/decode.js'
import { readLargeFile } from '../../workers/largeFile.js'
import { quoted } from '../exit.js'

/** What a file proves, or why it cannot be read and what to do. */
export type Input =
  | { readonly ok: true; readonly reading: LogReading }
  | { readonly ok: false; readonly because: string }

/** Enough bytes to recognize the kind of file. A pipe may deliver as little as one byte at a time. */
const HEAD = 4096

const NOT_TEXT = {
  empty: 'is empty. Name a file that contains the log, or paste the error text.',
  evtx: 'is a saved event log of Windows (.evtx), which is not text. Open it in Event Viewer, choose "Save All Events As…" and the type Text, CSV or XML, and classify that file.',
  binary:
    'is not readable text. Save or copy the log as plain text, CSV or XML, in UTF-8, UTF-16 or Windows-1252, and classify that file.',
} as const

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist. Check its name.',
  EISDIR: 'is a folder. Name the log files in it.',
  EACCES: 'is not readable for you. Copy it to a folder of your own, or ask its owner for access.',
}

/** Reads piece by piece: a log may be larger than memory. `progress` is called with the number of bytes so far. */
export async function readInput(file: string, progress: (bytes: number) => void): Promise<Input> {
  const name = file === '-' ? 'Standard input' : quoted(file)
  try {
    const largeFile = file === '-' ? null : await readLargeFile(file, { read: progress })
    const reading = largeFile ?? (await readingOf(piecesOf(file), progress))
    return typeof reading === 'string' ? { ok: false, because: `${name} ${NOT_TEXT[reading]}` } : { ok: true, reading }
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (code === undefined || syscall === undefined) throw error
    return { ok: false, because: `${name} ${UNREADABLE[code] ?? `cannot be read (${code}).`}` }
  }
}

async function readingOf(
  pieces: AsyncIterable<Uint8Array>,
  progress: (bytes: number) => void,
): Promise<LogReading | keyof typeof NOT_TEXT> {
  const reader = createReader()
  let decoder: Decoder | undefined
  let bytes = 0
  for await (const piece of pieces) {
    const current = decoder ?? createDecoder(piece)
    if (typeof current === 'string') return current
    decoder = current
    reader.push(decoder.push(piece))
    bytes += piece.length
    progress(bytes)
  }
  if (!decoder) return 'empty'
  reader.push(decoder.finish())
  return reader.finish()
}

/** The first piece is made long enough to recognize the kind of file. */
async function* piecesOf(file: string): AsyncIterable<Uint8Array> {
  const stream: AsyncIterable<Uint8Array> = file === '-' ? process.stdin : createReadStream(file)
  let head: Uint8Array | null = new Uint8Array(0)
  for await (const piece of stream) {
    if (head === null) yield piece
    else {
      head = Buffer.concat([head, piece])
      if (head.length < HEAD) continue
      yield head
      head = null
    }
  }
  if (head && head.length > 0) yield head
}
