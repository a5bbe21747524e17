import type { IncomingMessage, ServerResponse } from 'node:http'
import { isLoopbackAddress, isLoopbackUrl } from '../domain/loopback.js'
import { BODY_MS, LIMIT_BYTES, LINGER_BYTES, LINGER_MS } from './limits.js'

/** How a request is refused. Only our own sentences: the text of an error may reveal more than the reader should know. */
export interface HttpRefusal {
  readonly status: number
  readonly sentence: string
  /** Seconds after which it may be tried again. */
  readonly retryAfter?: number
}

export type Body = { readonly body: unknown } | HttpRefusal

type Read = Buffer | 'tooLarge' | 'tooSlow' | 'brokenOff'

const TOO_LARGE: HttpRefusal = { status: 413, sentence: `The body may have at most ${LIMIT_BYTES} bytes.` }
const REFUSALS: Readonly<Record<Exclude<Read, Buffer>, HttpRefusal>> = {
  tooLarge: TOO_LARGE,
  tooSlow: { status: 408, sentence: 'The body did not arrive in time. Send it in one go.' },
  brokenOff: { status: 400, sentence: 'The body broke off. Send it again.' },
}

/** The JSON of a request, or how to answer one that has none. A body that is declared too large is not read at all. */
export async function readJson(
  request: IncomingMessage,
  response: ServerResponse,
  patience: number = BODY_MS,
): Promise<Body> {
  if (!/^application\/(json|[\w.-]+\+json)\b/i.test(request.headers['content-type'] ?? '')) {
    return { status: 415, sentence: 'Send the body as application/json.' }
  }
  if (Number(request.headers['content-length'] ?? 0) > LIMIT_BYTES) return TOO_LARGE
  if (request.headers.expect) response.writeContinue()
  const read = await readBytes(request, patience)
  if (typeof read === 'string') return REFUSALS[read]
  try {
    return { body: JSON.parse(read.toString('utf8')) }
  } catch {
    return { status: 400, sentence: 'The body is not JSON. Send one JSON object.' }
  }
}

/** Leaves the rest of a body unread. */
function readBytes(request: IncomingMessage, patience: number): Promise<Read> {
  const chunks: Buffer[] = []
  let size = 0
  return new Promise(resolve => {
    const stop = taking(request, patience, {
      chunk: chunk => {
        chunks.push(chunk)
        size += chunk.length
        if (size > LIMIT_BYTES) finish('tooLarge')
      },
      late: () => finish('tooSlow'),
      ended: whole => finish(whole ? Buffer.concat(chunks) : 'brokenOff'),
    })
    const finish = (read: Read) => {
      stop()
      resolve(read)
    }
  })
}

/**
 * Refuses a request whose body may still be arriving. The answer is sent at once. Then some of the body is read and
 * dropped, because a client that is still writing would see a broken connection instead. Then the connection ends.
 */
export async function refuse(request: IncomingMessage, response: ServerResponse, refusal: HttpRefusal): Promise<void> {
  const { status, sentence, retryAfter } = refusal
  const text = JSON.stringify({ error: sentence })
  const isOpen = hasBody(request) && !request.readableEnded
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...(retryAfter && { 'Retry-After': retryAfter }),
    ...(isOpen && { Connection: 'close' }),
  })
  response.write(text)
  if (isOpen) await drop(request)
  response.end()
}

function drop(request: IncomingMessage): Promise<void> {
  let left = LINGER_BYTES
  return new Promise(resolve => {
    const finish = () => {
      stop()
      resolve()
    }
    const stop = taking(request, LINGER_MS, {
      chunk: ({ length }) => {
        left -= length
        if (left < 0) finish()
      },
      late: finish,
      ended: finish,
    })
  })
}

interface Taker {
  chunk(chunk: Buffer): void
  late(): void
  /** Called once, at the end of the body or of the connection. */
  ended(whole: boolean): void
}

/** Reads until it is stopped; leaving a loop over the request early would end the connection. */
function taking(request: IncomingMessage, patience: number, { chunk, late, ended }: Taker): () => void {
  const timer = setTimeout(late, patience)
  const end = () => ended(true)
  const broken = () => ended(false)
  request.on('data', chunk).on('end', end).on('close', broken).on('error', broken)
  if (request.destroyed) queueMicrotask(broken)
  return () => {
    clearTimeout(timer)
    request.off('data', chunk).off('end', end).off('close', broken)
    request.pause()
  }
}

/** Whether a body was announced. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/**
 * Whether a request comes from this machine and names it as the host. Both are needed, so that a web page whose name was
 * rebound to 127.0.0.1, or that posts across origins, cannot talk to a bot without authentication.
 */
export function isLocal(request: IncomingMessage): boolean {
  const { host, origin } = request.headers
  return (
    isLoopbackAddress(request.socket.remoteAddress ?? '') &&
    isLoopbackUrl(`http://${host ?? ''}`) &&
    (origin === undefined || isLoopbackUrl(origin))
  )
}

/** A name or an address, and perhaps a port. */
const HOST = /^[\w.:[\]-]*$/

/**
 * Whether the address of a request can be read. Restify joins the Host header and the target to one URL and throws where that is none,
 * which would end the process; and a host with a path in it would be routed by that path.
 */
export function isAddressed({ headers: { host = '' }, url = '' }: IncomingMessage): boolean {
  if (!HOST.test(host)) return false
  const base = `http://${host || 'localhost'}`
  return url.startsWith('/') ? URL.canParse(base + url) : URL.canParse(url, base)
}
