import type { ParsedMessage, UnreadReason } from '../domain/parsedMessage.js'
import { createReader } from './readLog.js'
import { createDecoder, type Decoder } from './text/decode.js'
import { logOf } from './understand.js'

/** Reads a file piece by piece. */
export interface FileReader {
  /** null: go on; otherwise the reason why the file cannot be read. */
  push(bytes: Uint8Array): UnreadReason | null
  finish(): ParsedMessage | UnreadReason
}

/** The first bytes decide how the file is decoded. */
export function createFileReader(): FileReader {
  const reader = createReader()
  let decoder: Decoder | 'evtx' | 'binary' | null = null
  return {
    push(bytes) {
      if (bytes.length === 0) return null
      decoder ??= createDecoder(bytes)
      if (typeof decoder === 'string') return decoder
      reader.push(decoder.push(bytes))
      return null
    },
    finish() {
      if (decoder === null) return 'empty'
      if (typeof decoder === 'string') return decoder
      reader.push(decoder.finish())
      const reading = reader.finish()
      const { codes, masked } = reading
      return { text: '', command: null, address: null, addresses: [], url: null, codes, log: logOf(reading), masked }
    },
  }
}
