import type { ParsedMessage, Unread } from '../domain/parsedMessage.js'
import { createReader } from './readLog.js'
import { createDecoder, type Decoder } from './text/decode.js'
import { logOf } from './understand.js'

/** Takes a file piece by piece. */
export interface FileReader {
  /** null: go on; else there is no more to know. */
  push(bytes: Uint8Array): Unread | null
  finish(): ParsedMessage | Unread
}

/** What a file is written in is known from its first bytes. */
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
