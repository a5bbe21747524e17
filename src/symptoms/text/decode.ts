import { isUtf8 } from 'node:buffer'

/** How the bytes of a text are written. */
type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

type Wide = Extract<Encoding, `utf-16${string}`>
type Narrow = Exclude<Encoding, Wide>

/** Makes text of bytes that come in pieces of any size; holds no more than a line. */
export interface Decoder {
  push(bytes: Uint8Array): string
  finish(): string
}

/** Enough to know what a file is; a shorter piece is judged by what it has. */
const LOOKED_AT = 4096

/** A saved event log of Windows begins so: "ElfFile" and a zero. */
const EVTX = [0x45, 0x6c, 0x66, 0x46, 0x69, 0x6c, 0x65, 0]

/** UTF-32, gzip, zip (.docx, .xlsx), Outlook's .msg, PDF: the first bytes of what people attach, and is no plain text. */
const NO_TEXT = [
  [0xff, 0xfe, 0, 0],
  [0, 0, 0xfe, 0xff],
  [0x1f, 0x8b],
  [0x50, 0x4b, 3, 4],
  [0xd0, 0xcf, 0x11, 0xe0],
  [0x25, 0x50, 0x44, 0x46, 0x2d],
]

/** Looks at the first bytes, and takes none of them: they have to be pushed, too. */
export function createDecoder(first: Uint8Array): Decoder | 'evtx' | 'binary' {
  const kind = kindOf(first)
  if (kind === 'evtx' || kind === 'binary') return kind
  return kind === 'narrow' ? createByteDecoder() : wideDecoder(kind)
}

/** What a file is, by its first bytes. 'narrow': text whose lines end with the byte 10, and with no other that is one. */
export function kindOf(first: Uint8Array): Wide | 'narrow' | 'evtx' | 'binary' {
  if (beginsWith(first, EVTX)) return 'evtx'
  if (NO_TEXT.some(mark => beginsWith(first, mark))) return 'binary'
  return wideEncodingOf(first) ?? (isBinary(first.subarray(0, LOOKED_AT)) ? 'binary' : 'narrow')
}

/** Two bytes for a letter, by its mark or by its zeros: letters of Latin scripts, digits and line ends have one each. */
function wideEncodingOf(first: Uint8Array): Wide | null {
  if (beginsWith(first, [0xff, 0xfe])) return 'utf-16le'
  if (beginsWith(first, [0xfe, 0xff])) return 'utf-16be'
  const looked = first.subarray(0, LOOKED_AT)
  const zeros = [0, 0]
  for (const [at, byte] of looked.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  // Japanese text has few such letters, yet hardly a zero on the other side.
  const enough = (many: number, few: number) => many >= 2 && many * 40 >= looked.length / 2 && few * 4 <= many
  if (enough(odd, even)) return 'utf-16le'
  return enough(even, odd) ? 'utf-16be' : null
}

/** Text has tabs, line ends and the colours of a terminal; other control characters only by accident. */
function isBinary(looked: Uint8Array): boolean {
  let controls = 0
  for (const byte of looked) if (byte < 8 || (byte > 13 && byte < 32 && byte !== 27)) controls += 1
  return controls > Math.max(2, looked.length / 25)
}

function beginsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, at) => bytes[at] === byte)
}

function wideDecoder(encoding: Wide): Decoder {
  const decoder = new TextDecoder(encoding)
  return {
    push: bytes => decoder.decode(bytes, { stream: true }),
    finish: () => decoder.decode(),
  }
}

/** A longer line is decoded in parts. */
const LONGEST_LINE = 65_536
const NEW_LINE = 10

/**
 * UTF-8, and Windows-1252 for each line that is not UTF-8: a log may be written by programs that do not agree, and its
 * first letter with an accent may come late.
 */
export function createByteDecoder(): Decoder {
  // Pieces of a line that has not ended; they are joined once, when it does.
  let rest: Uint8Array[] = []
  let size = 0
  let isFirst = true
  const next = (bytes: Uint8Array): string => {
    const text = decoded(bytes)
    const marked = isFirst && text.startsWith(BYTE_ORDER_MARK)
    isFirst &&= text === ''
    return marked ? text.slice(1) : text
  }
  return {
    push(bytes) {
      rest.push(bytes)
      size += bytes.length
      if (size <= LONGEST_LINE && !bytes.includes(NEW_LINE)) return ''
      const all = Buffer.concat(rest)
      const end = endOfWhole(all)
      rest = [all.subarray(end)]
      size = all.length - end
      return next(all.subarray(0, end))
    },
    finish() {
      const last = next(Buffer.concat(rest))
      rest = []
      size = 0
      return last
    },
  }
}

/** It is taken off where the file begins, and nowhere else: what is read must not hang on how the bytes come. */
const BYTE_ORDER_MARK = '\ufeff'
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** What Windows-1252 has for the bytes 0x80 to 0x9f. Not of TextDecoder: that of some versions of Node leaves them as they are. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

const decodedAs: Readonly<Record<Narrow, (bytes: Uint8Array) => string>> = {
  'utf-8': bytes => utf8.decode(bytes),
  'windows-1252': ({ buffer, byteOffset, length }) =>
    Buffer.from(buffer, byteOffset, length)
      .toString('latin1')
      .replace(/[\u0080-\u009f]/g, letter => HIGH.charAt(letter.charCodeAt(0) - 0x80)),
}

function decoded(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return decodedAs['utf-8'](bytes)
  return runsOf(bytes)
    .map(({ encoding, from, end }) => decodedAs[encoding](bytes.subarray(from, end)))
    .join('')
}

interface Run {
  readonly encoding: Narrow
  readonly from: number
  end: number
}

/** Lines of the same encoding, one behind the other. */
function runsOf(bytes: Uint8Array): readonly Run[] {
  const runs: Run[] = []
  for (let from = 0; from < bytes.length; ) {
    const at = bytes.indexOf(NEW_LINE, from)
    const end = at < 0 ? bytes.length : at + 1
    const encoding = isUtf8(bytes.subarray(from, end)) ? 'utf-8' : 'windows-1252'
    const last = runs.at(-1)
    if (last?.encoding === encoding) last.end = end
    else runs.push({ encoding, from, end })
    from = end
  }
  return runs
}

/** Where the last whole line ends; of a very long one, the last whole letter. */
function endOfWhole(bytes: Uint8Array): number {
  const end = bytes.lastIndexOf(NEW_LINE) + 1
  return bytes.length - end > LONGEST_LINE ? bytes.length - unfinished(bytes) : end
}

/** How many bytes at the end begin a letter of UTF-8 that has more bytes. */
function unfinished(bytes: Uint8Array): number {
  const back = [1, 2, 3].find(n => !isContinuation(bytes.at(-n)))
  return back !== undefined && sizeOf(bytes.at(-back)) > back ? back : 0
}

function isContinuation(byte = 0): boolean {
  return byte >= 0x80 && byte < 0xc0
}

/** Of a letter that begins with this byte. */
function sizeOf(byte = 0): number {
  if (byte < 0xc0) return 1
  if (byte < 0xe0) return 2
  return byte < 0xf0 ? 3 : 4
}
