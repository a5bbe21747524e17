import type { IncomingMessage } from 'node:http'

/** A Teams activity stays below 100 KB, and a card's answer with it. */
const LIMIT_BYTES = 256 * 1024

export type Body = { readonly body: unknown } | { readonly status: 400 | 413 | 415; readonly sentence: string }

/** The JSON of a request, or how to answer one that has none. */
export async function readJson(request: IncomingMessage): Promise<Body> {
  if (!/^application\/(json|[\w.-]+\+json)\b/i.test(request.headers['content-type'] ?? '')) {
    return { status: 415, sentence: 'Send the activity as application/json.' }
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    // What is too much is read and dropped: a client that is still writing would not see the answer.
    if (size <= LIMIT_BYTES) chunks.push(chunk)
  }
  if (size > LIMIT_BYTES) return { status: 413, sentence: `An activity may have at most ${LIMIT_BYTES} bytes.` }
  try {
    return { body: JSON.parse(Buffer.concat(chunks).toString('utf8')) }
  } catch {
    return { status: 400, sentence: 'The body is not JSON. Send one activity as a JSON object.' }
  }
}

/**
 * Whether a request comes from this machine and names it: both, so that a page of the internet whose name was rebound
 * to 127.0.0.1, or that posts across origins, cannot talk to a bot without authentication.
 */
export function isLocal(request: IncomingMessage): boolean {
  const { host, origin } = request.headers
  return (
    isLoopbackAddress(request.socket.remoteAddress ?? '') &&
    isLoopbackUrl(`http://${host ?? ''}`) &&
    (origin === undefined || isLoopbackUrl(origin))
  )
}

export function isLoopbackUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { hostname } = new URL(url)
  return hostname === 'localhost' || isLoopbackAddress(hostname.replace(/^\[|\]$/g, ''))
}

function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address)
}
