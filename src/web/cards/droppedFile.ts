import type { IncomingMessage } from 'node:http'
import { type AttachedFile, FileRefused } from '../../app/ports.js'
import { BODY_MS } from '../../http/limits.js'

/** The same limit as for a file in Teams. */
const LIMIT_BYTES = 10 * 1024 * 1024

/** The file that a request consists of. */
export function fileIn(request: IncomingMessage, patience: number = BODY_MS): AttachedFile {
  return { read: () => pieces(request, patience) }
}

/** What is left unread is dropped when the connection ends with the answer, like any body that no route reads. */
async function* pieces(request: IncomingMessage, patience: number): AsyncIterable<Uint8Array> {
  const late = setTimeout(() => request.destroy(new Error('The file did not arrive in time')), patience)
  let size = 0
  try {
    // Leaving the loop early must not end the connection, on which the answer goes out.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += (chunk as Uint8Array).length
      if (size > LIMIT_BYTES) throw new FileRefused('tooLarge')
      yield chunk as Uint8Array
    }
  } catch (cause) {
    if (cause instanceof FileRefused) throw cause
    throw new FileRefused('away', { cause })
  } finally {
    clearTimeout(late)
  }
}
