import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { createDecoder } from '../../src/symptoms/text/decode.js'

/** Decodes all bytes in pieces of this size. */
function decode(bytes: Uint8Array, size = bytes.length): string {
  const decoder = createDecoder(bytes)
  if (typeof decoder === 'string') return decoder
  let text = ''
  for (let at = 0; at < bytes.length; at += size) text += decoder.push(bytes.subarray(at, at + size))
  return text + decoder.finish()
}

const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16()
const marked = (mark: readonly number[], text: Uint8Array) => Buffer.concat([Uint8Array.from(mark), text])

const LOG = 'Fehler 0x8004480D für Zoë\r\nエラー -2147203059 山田 さん\r\n'
const WESTERN = 'Größe „groß“ – 5 €\r\n'
const WESTERN_BYTES = Buffer.from([
  ...[0x47, 0x72, 0xf6, 0xdf, 0x65, 0x20, 0x84, 0x67, 0x72, 0x6f, 0xdf, 0x93, 0x20, 0x96, 0x20, 0x35, 0x20, 0x80],
  ...[0x0d, 0x0a],
])

describe('decoding', () => {
  it('removes the byte order mark of UTF-8 at the beginning of the file and nowhere else, however the bytes are split', () => {
    const text = '\ufeffone\n\ufefftwo\r\n\ufeff'
    for (const size of [1, 2, 3, 4, 7, 8, 100]) assert.equal(decode(Buffer.from(text), size), text.slice(1), `${size}`)
  })

  const WAYS: Readonly<Record<string, readonly [bytes: Uint8Array, text: string]>> = {
    'UTF-8': [Buffer.from(LOG), LOG],
    'UTF-8 with a mark': [marked([0xef, 0xbb, 0xbf], Buffer.from(LOG)), LOG],
    'UTF-16 with a mark': [marked([0xff, 0xfe], Buffer.from(LOG, 'utf16le')), LOG],
    'UTF-16, big end first, with a mark': [marked([0xfe, 0xff], bigEndian(LOG)), LOG],
    'UTF-16 without a mark': [Buffer.from(LOG, 'utf16le'), LOG],
    'UTF-16, big end first, without a mark': [bigEndian(LOG), LOG],
    'Japanese UTF-16 without a mark': [
      Buffer.from(`${'送信できません。'.repeat(8)}\r\n`.repeat(9), 'utf16le'),
      `${'送信できません。'.repeat(8)}\r\n`.repeat(9),
    ],
    'Windows-1252': [WESTERN_BYTES, WESTERN],
    'a mixture, line by line': [
      Buffer.concat([Buffer.from(LOG), WESTERN_BYTES, Buffer.from(LOG)]),
      LOG + WESTERN + LOG,
    ],
    'an accent late in a long text': [
      Buffer.concat([Buffer.from('plain line\n'.repeat(400)), WESTERN_BYTES]),
      'plain line\n'.repeat(400) + WESTERN,
    ],
    nothing: [Buffer.alloc(0), ''],
  }
  for (const [what, [bytes, text]] of Object.entries(WAYS)) {
    it(`reads ${what}, whatever the pieces`, () => {
      for (const size of [bytes.length || 1, 1, 2, 3, 1000])
        assert.equal(decode(bytes, size), text, `pieces of ${size}`)
    })
  }

  it('reads a line of a megabyte without splitting a character', () => {
    const line = `山田 Zoë 🙂`.repeat(60_000)
    assert.equal(decode(Buffer.from(line), 65_537), line)
  })

  it('holds no more than a line: the text comes out when the line ends', () => {
    const decoder = createDecoder(Buffer.from('first'))
    assert.ok(typeof decoder !== 'string')
    assert.equal(decoder.push(Buffer.from('first\nsec')), 'first\n')
    assert.equal(decoder.push(Buffer.alloc(100_000, 'x')).length, 100_003)
    assert.equal(decoder.finish(), '')
  })

  it('accepts a text that ends in the middle of a character', () => {
    assert.equal(decode(Buffer.from('0x8004480D é').subarray(0, -1)), '0x8004480D Ã')
    assert.match(decode(Buffer.from('0x8004480D', 'utf16le').subarray(0, -1)), /^0x8004480/)
  })

  it('gives back any text, in pieces of any size', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 300 }).map(text => `Log ${text}`.replaceAll('\u0000', ''))
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 40 }), (text, size) => {
        assert.equal(decode(Buffer.from(text), size), text)
        assert.equal(decode(marked([0xff, 0xfe], Buffer.from(text, 'utf16le')), size), text)
      }),
    )
  })
})

describe('a file that is not text', () => {
  it('is recognized: a saved Windows event log', () => {
    assert.equal(decode(Buffer.from('ElfFile\u0000\u0000\u0000')), 'evtx')
    assert.equal(decode(Buffer.from('ElfFile of which somebody writes')), 'ElfFile of which somebody writes')
  })

  const BINARY: Readonly<Record<string, Uint8Array>> = {
    'a zip, as .docx and .xlsx are': Buffer.from('PK\u0003\u0004\u0014\u0000'),
    'something compressed': gzipSync(LOG),
    'a PDF': Buffer.from('%PDF-1.7\n'),
    "Outlook's .msg": Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    'UTF-32': Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]),
    'a picture': Buffer.from([
      0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 1, 0, 0,
    ]),
    'a program': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0x3e, 0, 1, 0, 0, 0]),
  }
  for (const [what, bytes] of Object.entries(BINARY))
    it(`is recognized: ${what}`, () => assert.equal(decode(bytes), 'binary'))

  it('is not the same as a log with terminal colours, or with a stray zero', () => {
    const text = `\u001b[31mERROR\u001b[0m 0x8004480D\f\n${'a line of the log\n'.repeat(20)}\u0000`
    assert.equal(decode(Buffer.from(text)), text)
  })

  it('may contain any bytes without a crash', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), bytes => assert.equal(typeof decode(bytes, 7), 'string')))
  })
})
