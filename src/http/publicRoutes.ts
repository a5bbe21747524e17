import type { Log } from '../app/ports.js'
import { createHealth, type Health } from './health.js'
import { MOVED, PAGES, type Page } from './pages.js'
import type { Picture } from './pictures.js'
import { refuse } from './requestBody.js'
import type { HttpRequest, HttpResponse, Route } from './route.js'

export interface PublicRoutesOptions {
  readonly log: Log
  /** Whether the process works. */
  readonly health: () => Promise<Health> | Health
  /** Whether everything that it needs works, too. */
  readonly ready: () => Promise<Health> | Health
  readonly pictures: () => ReadonlyMap<string, Picture>
  /** Whether the server takes activities. */
  readonly isOpen: () => boolean
}

/** What everybody may see. */
export function publicRoutes(options: PublicRoutesOptions): readonly Route[] {
  const { log } = options
  const health = createHealth({ look: async () => options.health(), log })
  const ready = createHealth({ look: async () => options.ready(), log, name: 'readiness' })
  return [
    { method: 'get', path: '/images/*', handle: async (...exchange) => sendPicture(options, ...exchange) },
    ...[...PAGES.keys()].map((path): Route => ({ method: 'get', path, handle: sendPage })),
    ...[...MOVED.keys()].map((path): Route => ({ method: 'get', path, handle: sendOn })),
    { method: 'get', path: '/health', handle: async (_, response) => sendHealth(options, health, response) },
    { method: 'get', path: '/readyz', handle: async (_, response) => sendHealth(options, ready, response) },
  ]
}

async function sendPicture(
  { pictures }: PublicRoutesOptions,
  request: HttpRequest,
  response: HttpResponse,
): Promise<void> {
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

async function sendPage(request: HttpRequest, response: HttpResponse): Promise<void> {
  const page: Page | undefined = PAGES.get(request.path())
  if (!page) return refuse(request, response, { status: 404, sentence: 'There is no such page.' })
  response.writeHead(200, { ...page.headers, 'Content-Length': Buffer.byteLength(page.html) })
  response.end(page.html)
}

/** A path of this host, so that nothing of the request decides where it leads. https://www.rfc-editor.org/rfc/rfc9110#name-308-permanent-redirect */
async function sendOn(request: HttpRequest, response: HttpResponse): Promise<void> {
  const location = MOVED.get(request.path()) ?? '/'
  response.writeHead(308, { Location: location, 'Cache-Control': 'public, max-age=86400', 'Content-Length': 0 })
  response.end()
}

async function sendHealth(
  { isOpen }: PublicRoutesOptions,
  health: () => Promise<Health>,
  response: HttpResponse,
): Promise<void> {
  const state = await health()
  const isReady = isOpen()
  response.setHeader('Cache-Control', 'no-store')
  response.send(state.ok && isReady ? 200 : 503, isReady ? state : { ...state, ok: false })
}
