import type { Request, Response } from 'restify'
import type { Picture } from '../pictures.js'
import { createHealth, type Health } from './health.js'
import { PAGES, type Page } from './pages.js'
import { createReceive, type ReceiveOptions } from './receive.js'
import { isLocal, refuse } from './requestBody.js'

export interface RoutesOptions extends ReceiveOptions {
  readonly health: () => Promise<Health> | Health
  readonly ready: () => Promise<Health> | Health
  readonly pictures: () => ReadonlyMap<string, Picture>
}

/** restify accepts handlers with two parameters only when they are async functions. */
type Handler = (request: Request, response: Response) => Promise<void>

export interface Routes {
  readonly messages: Handler
  readonly picture: Handler
  readonly page: Handler
  readonly health: Handler
  readonly ready: Handler
}

export function createRoutes(options: RoutesOptions): Routes {
  const guarded = (handler: Handler): Handler => guard(options, handler)
  const { log } = options
  const health = createHealth({ look: async () => options.health(), log })
  const ready = createHealth({ look: async () => options.ready(), log, name: 'readiness' })
  return {
    messages: guarded(createReceive(options)),
    picture: guarded((request, response) => sendPicture(options, request, response)),
    page: guarded(sendPage),
    health: guarded((_, response) => sendHealth(options, health, response)),
    ready: guarded((_, response) => sendHealth(options, ready, response)),
  }
}

/** In local mode, admits only this machine. Never reveals the details of an error. */
function guard({ gate, log }: RoutesOptions, handler: Handler): Handler {
  return async (request, response) => {
    if (gate === null && !isLocal(request)) {
      log.warn({ host: request.headers.host, from: request.socket.remoteAddress }, 'Refused a request in local mode')
      const sentence = 'In local mode the bot answers this machine only. Use http://127.0.0.1.'
      return refuse(request, response, { status: 403, sentence })
    }
    try {
      await handler(request, response)
    } catch (error) {
      log.error({ err: error, path: request.path() }, 'A request failed')
      if (response.headersSent) return
      await refuse(request, response, {
        status: 500,
        sentence: 'Something went wrong here. It is in the log of the bot.',
      })
    }
  }
}

async function sendPicture({ pictures }: RoutesOptions, request: Request, response: Response): Promise<void> {
  const picture = pictures().get(nameOf(request.path()))
  if (!picture) return refuse(request, response, { status: 404, sentence: 'There is no such picture.' })
  const headers = {
    'Cache-Control': 'public, max-age=86400',
    ETag: picture.etag,
    'Cross-Origin-Resource-Policy': 'cross-origin',
  }
  if (request.headers['if-none-match'] === picture.etag) {
    response.writeHead(304, headers)
    response.end()
    return
  }
  response.writeHead(200, { ...headers, 'Content-Type': 'image/png', 'Content-Length': picture.body.length })
  response.end(picture.body)
}

function nameOf(path: string): string {
  try {
    return decodeURIComponent(path.slice('/images/'.length))
  } catch {
    return ''
  }
}

async function sendPage(request: Request, response: Response): Promise<void> {
  const page: Page | undefined = PAGES.get(request.path())
  if (!page) return refuse(request, response, { status: 404, sentence: 'There is no such page.' })
  response.writeHead(200, { ...page.headers, 'Content-Length': Buffer.byteLength(page.html) })
  response.end(page.html)
}

async function sendHealth({ app }: RoutesOptions, health: () => Promise<Health>, response: Response): Promise<void> {
  const state = await health()
  const isReady = app() !== null
  response.setHeader('Cache-Control', 'no-store')
  response.send(state.ok && isReady ? 200 : 503, isReady ? state : { ...state, ok: false })
}
