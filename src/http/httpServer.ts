import { pino } from 'pino'
import { createServer, type Server, type ServerOptions } from 'restify'
import { type GuardOptions, guard } from './guard.js'
import { withHeaders } from './headers.js'
import { limit } from './limits.js'
import type { Route } from './route.js'

export interface HttpServerOptions extends GuardOptions {
  /** 0: any free one. */
  readonly port: number
  /** Address to listen on if `hosted`; default: all of them. Otherwise it is 127.0.0.1. */
  readonly host?: string
  readonly routes: readonly Route[]
}

export interface HttpServer {
  /** Rejects when the port is taken (EADDRINUSE). */
  listen(): Promise<{ port: number }>
  /** Takes no more connections, waits until the work of those that there are is done, and ends them. */
  close(done: Promise<unknown>): Promise<void>
}

/** The bot's one HTTP server: everything that it answers is a route of one of its edges. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { hosted, routes } = options
  const server = createRestify()
  const bodies = new Set(routes.filter(({ readsBody }) => readsBody).map(({ path }) => path))
  server.pre(withHeaders({ hosted, readsBody: path => bodies.has(path) }))
  for (const { method, path, handle } of routes) server[method](path, guard(options, handle))
  return {
    listen: async () => ({ port: await listen(server, options) }),
    close: async done => {
      const stopped = new Promise<void>(resolve => server.close(() => resolve()))
      await done
      server.server.closeAllConnections()
      await stopped
    },
  }
}

function createRestify(): Server {
  // Restify would write a log of its own beside ours, with whole requests in it. Its types still expect another logger.
  const log = pino({ level: 'silent' }) as unknown as NonNullable<ServerOptions['log']>
  const server = createServer({ name: '', log, noWriteContinue: true })
  limit(server.server)
  return server
}

function listen(server: Server, { hosted, port, host }: HttpServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const listening = () => resolve(server.address().port)
    const address = hosted ? host : '127.0.0.1'
    if (address) server.listen(port, address, listening)
    else server.listen(port, listening)
  })
}
