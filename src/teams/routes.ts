import type { Request, Response } from 'restify'
import type { App } from '../app/ports.js'
import { faultsOf, isActivity } from './activity.js'
import { type TeamsAdapter, Unauthorized } from './adapter.js'
import { createBot } from './bot.js'
import type { Log } from './log.js'
import type { CardView, TeamsMessenger } from './messenger.js'
import type { Picture } from './pictures.js'
import { isLocal, isLoopbackUrl, readJson } from './request.js'
import type { SignIn } from './signIn.js'

export interface Health {
  readonly ok: boolean
  /** More to tell an operator; shown to everybody, so no secrets. */
  readonly [detail: string]: unknown
}

export interface RoutesOptions {
  readonly adapter: TeamsAdapter
  readonly messenger: TeamsMessenger
  readonly view: CardView
  readonly log: Log
  /** Requests come without a token, so they are taken from this machine only. */
  readonly local: boolean
  readonly health: () => Promise<Health> | Health
  /** null: not ready to take activities. */
  readonly app: () => App | null
  readonly pictures: () => ReadonlyMap<string, Picture>
  /** null: nobody can sign in. */
  readonly signIn: SignIn | null
  /** Told of every turn, and of what goes on after it, so that closing can wait for it. */
  readonly underWay: (turn: Promise<unknown>) => void
}

/** restify takes handlers of two parameters only when they are async functions. */
type Handler = (request: Request, response: Response) => Promise<void>

export function createRoutes(options: RoutesOptions): { messages: Handler; picture: Handler; health: Handler } {
  const guarded = (handler: Handler): Handler => guard(options, handler)
  return {
    messages: guarded((request, response) => receive(options, request, response)),
    picture: guarded((request, response) => sendPicture(options, request, response)),
    health: guarded((_, response) => sendHealth(options, response)),
  }
}

/** Lets nobody but this machine in when local, and nothing of an error out. */
function guard({ local, log }: RoutesOptions, handler: Handler): Handler {
  return async (request, response) => {
    if (local && !isLocal(request)) {
      log.warn({ host: request.headers.host, from: request.socket.remoteAddress }, 'Refused a request in local mode')
      refuse(response, 403, 'In local mode the bot answers this machine only. Use http://127.0.0.1.')
      return
    }
    try {
      await handler(request, response)
    } catch (error) {
      log.error({ err: error, path: request.path() }, 'A request failed')
      if (!response.headersSent) refuse(response, 500, 'Something went wrong here. It is in the log of the bot.')
    }
  }
}

async function receive(options: RoutesOptions, request: Request, response: Response): Promise<void> {
  const app = options.app()
  if (!app) return refuse(response, 503, 'The bot is starting or stopping. Try again in a moment.')
  const { authorization } = request.headers
  if (!options.local && !authorization) return unauthorized(response)
  const read = await readJson(request)
  if ('status' in read) return refuse(response, read.status, read.sentence)
  const { body } = read
  if (!isActivity(body)) {
    return refuse(response, 400, `Not a Bot Framework activity; look at ${faultsOf(body).slice(0, 5).join(', ')}.`)
  }
  if (options.local && !isLoopbackUrl(body.serviceUrl)) {
    return refuse(response, 400, 'In local mode the serviceUrl of an activity must be on this machine.')
  }
  try {
    const turn = options.adapter.receive(authorization ?? '', body, createBot({ ...options, app }))
    options.underWay(turn)
    const answer = await turn
    response.send(answer?.status ?? 200, answer?.body)
  } catch (error) {
    if (!(error instanceof Unauthorized)) throw error
    options.log.warn({ err: error.cause }, 'Refused a request without a valid token')
    unauthorized(response)
  }
}

async function sendPicture({ pictures }: RoutesOptions, request: Request, response: Response): Promise<void> {
  const picture = pictures().get(nameOf(request.path()))
  if (!picture) return refuse(response, 404, 'There is no such picture.')
  const headers = {
    'Cache-Control': 'public, max-age=86400',
    ETag: picture.etag,
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'X-Content-Type-Options': 'nosniff',
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

async function sendHealth({ app, health, log }: RoutesOptions, response: Response): Promise<void> {
  try {
    const state = await health()
    response.send(state.ok && app() ? 200 : 503, app() ? state : { ...state, ok: false })
  } catch (error) {
    log.error({ err: error }, 'The health check failed')
    response.send(503, { ok: false })
  }
}

function unauthorized(response: Response): void {
  refuse(response, 401, 'A valid token of the Bot Framework is needed.')
}

/** Sentences of our own only: an error's text may tell more than its reader should know. */
function refuse(response: Response, status: number, sentence: string): void {
  response.send(status, { error: sentence })
}
