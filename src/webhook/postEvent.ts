import { signatureHeaders } from './signature.js'
import type { Posted } from './webhookAnswer.js'

export interface PostOptions {
  readonly url: string
  /** The first one is the current one; others still sign while they are being replaced. */
  readonly keys: readonly Uint8Array[]
  readonly userAgent: string
  now(): Date
  /** For the whole exchange, in milliseconds. */
  readonly deadlineMs?: number
}

/** What the specification of Standard Webhooks recommends at least. */
const DEADLINE_MS = 15_000
/** More of an answer is not read. */
const MAX_ANSWER_BYTES = 2_048

/** Sends an event once. Redirects are not followed. Never rejects. */
export async function postEvent(
  options: PostOptions,
  event: { readonly id: string },
  signal?: AbortSignal,
): Promise<Posted> {
  const { deadlineMs = DEADLINE_MS } = options
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), deadlineMs)
  try {
    const response = await fetch(options.url, {
      ...requestOf(options, event),
      redirect: 'manual',
      signal: signal ? AbortSignal.any([late.signal, signal]) : late.signal,
    })
    const { status, headers } = response
    const said = await beginningOf(response)
    return {
      status,
      retryAfter: headers.get('retry-after') ?? undefined,
      location: headers.get('location') ?? undefined,
      said,
    }
  } catch (error) {
    if (signal?.aborted) return { status: null, reason: 'It was not waited for: the program stops' }
    return { status: null, reason: late.signal.aborted ? lateReason(deadlineMs) : reasonOf(error) }
  } finally {
    clearTimeout(timer)
  }
}

function requestOf({ keys, userAgent, now }: PostOptions, event: { readonly id: string }): RequestInit {
  const body = JSON.stringify(event)
  const timestamp = Math.floor(now().getTime() / 1000)
  return {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': userAgent,
      ...signatureHeaders({ id: event.id, timestamp, body }, keys),
    },
    body,
  }
}

/** The status has arrived and counts, whatever becomes of the rest. */
async function beginningOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    // Leaving the loop cancels the rest.
    for await (const chunk of body ?? []) {
      chunks.push(chunk)
      bytes += chunk.byteLength
      if (bytes >= MAX_ANSWER_BYTES) break
    }
  } catch {
    // It was cut off.
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString()
}

function lateReason(deadlineMs: number): string {
  return `It did not answer within ${deadlineMs / 1000} seconds`
}

/** The code of the connection's fault: messages may quote the address, of which a part may be a secret. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return 'It could not be reached'
  // https://fetch.spec.whatwg.org/#port-blocking
  if (cause.message === 'bad port') return 'Its port is one that is never called: let the ticket system use another one'
  return `It could not be reached (${'code' in cause ? String(cause.code) : cause.name})`
}
