import { isUtf8 } from 'node:buffer'

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

type Wide = Extract<Encoding, `utf-16${string}`>
type Narrow = Exclude<Encoding, Wide>

/** Decodes bytes that come in pieces of any size; holds no more than a line. */
export interface Decoder {
  push(bytes: Uint8Array): string
  finish(): string
}

/** How many bytes are enough to tell what a file is; a shorter piece is judged by what it has. */
const LOOKED_AT = 4096

/** A saved Windows event log begins with "ElfFile" and a zero. */
const EVTX = [0x45, 0x6c, 0x66, 0x46, 0x69, 0x6c, 0x65, 0]

/** First bytes of files that people attach and that are not plain text: UTF-32, gzip, zip (.docx, .xlsx), Outlook's .msg, PDF. */
const NO_TEXT = [
  [0xff, 0xfe, 0, 0],
  [0, 0, 0xfe, 0xff],
  [0x1f, 0x8b],
  [0x50, 0x4b, 3, 4],
  [0xd0, 0xcf, 0x11, 0xe0],
  [0x25, 0x50, 0x44, 0x46, 0x2d],
]

/** Chooses a decoder by the first bytes. It does not consume them: they have to be pushed, too. */
export function createDecoder(first: Uint8Array): Decoder | 'evtx' | 'binary' {
  const kind = kindOf(first)
  if (kind === 'evtx' || kind === 'binary') return kind
  return kind === 'narrow' ? createByteDecoder() : wideDecoder(kind)
}

/** What a file is, by its first bytes. 'narrow': text in which the byte 10 is always a line end. */
export function kindOf(first: Uint8Array): Wide | 'narrow' | 'evtx' | 'binary' {
  if (beginsWith(first, EVTX)) return 'evtx'
  if (NO_TEXT.some(mark => beginsWith(first, mark))) return 'binary'
  return wideEncodingOf(first) ?? (isBinary(first.subarray(0, LOOKED_AT)) ? 'binary' : 'narrow')
}

/** Recognizes UTF-16 by its byte order mark or by its zeros: Latin letters, digits and line ends have one zero byte each. */
function wideEncodingOf(first: Uint8Array): Wide | null {
  if (beginsWith(first, [0xff, 0xfe])) return 'utf-16le'
  if (beginsWith(first, [0xfe, 0xff])) return 'utf-16be'
  const looked = first.subarray(0, LOOKED_AT)
  const zeros = [0, 0]
  for (const [at, byte] of looked.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  // Japanese text has few such letters, but hardly any zeros at the other position.
  const enough = (many: number, few: number) => many >= 2 && many * 40 >= looked.length / 2 && few * 4 <= many
  if (enough(odd, even)) return 'utf-16le'
  return enough(even, odd) ? 'utf-16be' : null
}

/** Text contains tabs, line ends and terminal colours, and other control characters only by accident. */
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

/** Longer lines are decoded in parts. */
const LONGEST_LINE = 65_536
const NEW_LINE = 10

/**
 * Decodes UTF-8, and each line that is not UTF-8 as Windows-1252: programs with different encodings may write one log, and
 * its first accented letter may come late.
 */
export function createByteDecoder(): Decoder {
  // Pieces of an unfinished line; they are joined once, when the line ends.
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

/** Removed at the beginning of the file and nowhere else, so that the text does not depend on how the bytes are split. */
const BYTE_ORDER_MARK = '\ufeff'
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** The characters for the bytes 0x80 to 0x9f in Windows-1252. In some versions of Node, TextDecoder leaves these bytes as they are. */
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

/** Groups consecutive lines of the same encoding. */
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

/** Where the last complete line ends; in a very long line, the last complete character. */
function endOfWhole(bytes: Uint8Array): number {
  const end = bytes.lastIndexOf(NEW_LINE) + 1
  return bytes.length - end > LONGEST_LINE ? bytes.length - unfinished(bytes) : end
}

/** How many bytes at the end belong to an incomplete UTF-8 character. */
function unfinished(bytes: Uint8Array): number {
  const back = [1, 2, 3].find(n => !isContinuation(bytes.at(-n)))
  return back !== undefined && sizeOf(bytes.at(-back)) > back ? back : 0
}

function isContinuation(byte = 0): boolean {
  return byte >= 0x80 && byte < 0xc0
}

/** How many bytes a UTF-8 character has that begins with this byte. */
function sizeOf(byte = 0): number {
  if (byte < 0xc0) return 1
  if (byte < 0xe0) return 2
  return byte < 0xf0 ? 3 : 4
}
