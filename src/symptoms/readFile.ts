import type { FileReader, Said } from '../domain/said.js'
import { createDecoder, type Decoder } from './decode.js'
import { createReader } from './readLog.js'
import { logOf } from './understand.js'

/** Reads an attached file piece by piece: what it is written in is known from its first bytes. */
export function createFileReader(): FileReader {
  const reader = createReader()
  let decoder: Decoder | 'evtx' | 'binary' | null = null
  return {
    push(bytes) {
      if (bytes.length === 0) return
      decoder ??= createDecoder(bytes)
      if (typeof decoder === 'object') reader.push(decoder.push(bytes))
    },
    finish() {
      if (decoder === null) return 'empty'
      if (typeof decoder === 'string') return decoder
      reader.push(decoder.finish())
      const reading = reader.finish()
      const said: Said = {
        text: '',
        command: null,
        address: null,
        addresses: [],
        url: null,
        codes: reading.codes,
        log: logOf(reading),
      }
      return said
    },
  }
}
