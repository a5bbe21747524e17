import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** A Teams activity stays below 100 KB, and a card's answer with it. */
export const LIMIT_BYTES = 256 * 1024
/** For the whole of a body: the channel sends it in one go. */
export const BODY_MS = 10_000
/** How much, and for how long, a refused body is read and dropped, so that its sender sees the answer. */
export const LINGER_BYTES = 1024 * 1024
export const LINGER_MS = 1_000
/** Activities under way: each may hold a body and a turn. The channel tries again what is answered 503. */
export const MOST_ACTIVITIES = 1_000
/** Of one person: nobody types or presses that fast, and nobody keeps the others waiting. */
export const MOST_ACTIVITIES_OF_ONE = 10

/** Longer than a body may take, and for requests without one as long. */
const REQUEST_MS = 15_000
const HEADERS_MS = 10_000
/** Longer than a turn that waits for the channel to take a message may take (a minute). */
const IDLE_MS = 120_000
/** What App Service puts in front keeps few connections; what is over this many is closed at once. */
const MOST_CONNECTIONS = 2_000
const MOST_HEADERS = 100

/** Nobody holds a connection by doing nothing, and nobody holds all of them. */
export function limit(server: Server): void {
  server.headersTimeout = HEADERS_MS
  server.requestTimeout = REQUEST_MS
  server.maxConnections = MOST_CONNECTIONS
  server.maxHeadersCount = MOST_HEADERS
  server.setTimeout(IDLE_MS)
  // Restify listens for these and does nothing, so that their connections would stay open for ever.
  server.on('upgrade', (_request: unknown, socket: Duplex) => socket.destroy())
}
