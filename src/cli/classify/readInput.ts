import { createReadStream } from 'node:fs'
import type { Reading } from '../../symptoms/logReading.js'
import { createReader } from '../../symptoms/readLog.js'
import { createDecoder, type Decoder } from '../../symptoms/text/decode.js'
import { quoted } from '../exit.js'

/** What a file proves, or why it cannot be read and what to do. */
export type Input = { readonly ok: true; readonly reading: Reading } | { readonly ok: false; readonly because: string }

/** Enough to tell what a file is. Pipes bring what they have, be it one byte. */
const HEAD = 4096

const NO_TEXT = {
  empty: 'is empty. Name a file that has the log, or paste the error text.',
  evtx: 'is a saved event log of Windows (.evtx), which is no text. Open it in Event Viewer, choose "Save All Events As…" and the type Text, CSV or XML, and classify that file.',
  binary:
    'is no text that can be read. Save or copy the log as plain text, CSV or XML, in UTF-8, UTF-16 or Windows-1252, and classify that file.',
} as const

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'is not there. Check its name.',
  EISDIR: 'is a folder. Name the files in it, a log each.',
  EACCES: 'may not be read by you. Copy it to a folder of your own, or ask whoever owns it.',
}

/** Piece by piece: a log may be larger than memory. `read` hears how many bytes there were so far. */
export async function readInput(file: string, read: (bytes: number) => void): Promise<Input> {
  const name = file === '-' ? 'Standard input' : quoted(file)
  try {
    const found = await readingOf(piecesOf(file), read)
    return typeof found === 'string'
      ? { ok: false, because: `${name} ${NO_TEXT[found]}` }
      : { ok: true, reading: found }
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (code === undefined || syscall === undefined) throw error
    return { ok: false, because: `${name} ${UNREADABLE[code] ?? `cannot be read (${code}).`}` }
  }
}

async function readingOf(
  pieces: AsyncIterable<Uint8Array>,
  read: (bytes: number) => void,
): Promise<Reading | keyof typeof NO_TEXT> {
  const reader = createReader()
  let decoder: Decoder | undefined
  let bytes = 0
  for await (const piece of pieces) {
    const made = decoder ?? createDecoder(piece)
    if (typeof made === 'string') return made
    decoder = made
    reader.push(decoder.push(piece))
    bytes += piece.length
    read(bytes)
  }
  if (!decoder) return 'empty'
  reader.push(decoder.finish())
  return reader.finish()
}

/** The first piece is long enough to tell by it what the file is. */
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
