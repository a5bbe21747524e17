import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** A Teams activity stays below 100 KB, including what was entered in a card. */
export const LIMIT_BYTES = 256 * 1024
/** For a whole body, which is sent in one go. */
export const BODY_MS = 10_000
/** How much of a refused body is read and dropped, and for how long, so that its sender sees the answer. */
export const LINGER_BYTES = 1024 * 1024
export const LINGER_MS = 1_000
/** Requests in progress: each may hold a body and a turn. The channel, and the web page, retry what is answered with 503. */
export const MOST_REQUESTS = 1_000
/** For one person: nobody types or clicks that fast, and nobody can keep the others waiting. */
export const MOST_REQUESTS_OF_ONE = 10

/** Longer than a body may take, and just as long for requests without one. */
const REQUEST_MS = 15_000
const HEADERS_MS = 10_000
/** Longer than a turn that waits for the channel to take a message may take (a minute). */
const IDLE_MS = 120_000
/** The front end of App Service keeps few connections; any beyond this number are closed at once. */
const MOST_CONNECTIONS = 2_000
const MOST_HEADERS = 100

/** Nobody can hold a connection open by doing nothing, or take up all of them. */
export function limit(server: Server): void {
  server.headersTimeout = HEADERS_MS
  server.requestTimeout = REQUEST_MS
  server.maxConnections = MOST_CONNECTIONS
  server.maxHeadersCount = MOST_HEADERS
  server.setTimeout(IDLE_MS)
  // Restify listens for these and does nothing, so that their connections would stay open for ever.
  server.on('upgrade', (_request: unknown, socket: Duplex) => socket.destroy())
}
