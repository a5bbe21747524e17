import type { TurnKind } from '../app/ports/telemetry.js'
import { InProgress } from '../http/inProgress.js'
import { PersonRate, RATE } from '../http/personRate.js'
import type { HttpRequest, HttpResponse, Route } from '../http/route.js'
import { refuseTooFast } from './cards/cardRoutes.js'
import { redirect, refuseJson } from './httpAnswers.js'
import { sendOutage, sendTooFast, sendToSignIn } from './pageRoutes.js'
import { isOwnHost, isOwnScript, pathWithin, SCRIPT_HEADER } from './requestRules.js'
import { sendFile } from './staticFiles.js'
import type { Exchange, SignedIn, WebContext } from './webContext.js'

export type Answer = (context: WebContext, exchange: SignedIn) => Promise<void>
type Handle = (exchange: Exchange) => Promise<void>
type OpenAnswer = (context: WebContext, exchange: Exchange) => Promise<void>

interface GuardedRoute {
  readonly method?: Route['method']
  readonly path: string
  readonly answer: Answer
  /** `script`: called by the page's own script. */
  readonly kind: 'page' | 'script'
  /** Nobody has done anything: it counts little, and keeps nobody signed in. */
  readonly silent?: boolean
  /** However much of them is in progress, and however fast they were. */
  readonly always?: boolean
  /** As what it is measured; absent: it is not. */
  readonly turn?: TurnKind
}

/** Decides whether a request is let in: by its host, by who is signed in, and by how many there are. */
export class RequestGuard {
  readonly #context: WebContext
  readonly #inProgress = new InProgress()
  /** Of the sign-in, where anybody may come, and waits for another host: they take no place of people who are signed in. */
  readonly #atSignIn = new InProgress()
  readonly #rates = new PersonRate()
  /** Anybody may cause it, so it is logged once. */
  #isHostTold = false

  constructor(context: WebContext) {
    this.#context = context
  }

  file(path: string): Route {
    return this.#route('get', path, async exchange => {
      const file = this.#context.files.get(path)
      if (file) sendFile(file, exchange.request, exchange.response)
    })
  }

  /** For people who may not be signed in. */
  open(path: string, answer: OpenAnswer): Route {
    const handle = (exchange: Exchange) => this.#orOutage(exchange, () => answer(this.#context, exchange))
    return this.#route('get', path, handle, this.#atSignIn)
  }

  route(guarded: GuardedRoute): Route {
    const { method = 'get', path, kind } = guarded
    const handle = (exchange: Exchange) =>
      kind === 'page' ? this.#orOutage(exchange, () => this.#page(guarded, exchange)) : this.#script(guarded, exchange)
    return this.#route(method, path, handle)
  }

  async #page(guarded: GuardedRoute, exchange: Exchange): Promise<void> {
    const context = this.#context
    const app = context.app()
    if (!app) return sendOutage(context, exchange)
    const session = await context.webSessions.find(exchange.request)
    if (!session) return sendToSignIn(context, exchange)
    const isTaken = await this.#paced(guarded, { ...exchange, session, app })
    if (!isTaken) sendTooFast(context, exchange)
  }

  async #script(guarded: GuardedRoute, exchange: Exchange): Promise<void> {
    const context = this.#context
    const { turn } = guarded
    const began = performance.now()
    const measure = (outcome: 'ok' | 'failed') => {
      if (turn) context.telemetry.turn({ kind: turn, outcome, ms: performance.now() - began })
    }
    const { request, response } = exchange
    if (!isOwnScript(request, context.publicUrl)) return refuseJson(exchange, FOREIGN)
    const app = context.app()
    if (!app) return refuseJson(exchange, UNREADY)
    try {
      const session = await context.webSessions.find(request)
      if (!session) return refuseJson(exchange, SIGNED_OUT)
      const isTaken = await this.#paced(guarded, { ...exchange, session, app })
      if (!isTaken) refuseTooFast(context, { ...exchange, session, app })
      measure('ok')
    } catch (error) {
      context.log.error({ err: error, path: request.path() }, 'A request of the page failed')
      measure('failed')
      if (!response.headersSent) await refuseJson(exchange, UNREADY)
    }
  }

  /** What somebody does keeps them signed in. false: they are too fast. */
  async #paced({ answer, silent, always }: GuardedRoute, exchange: SignedIn): Promise<boolean> {
    if (always) {
      await answer(this.#context, exchange)
      return true
    }
    const { webSessions, isHelpdesk } = this.#context
    const { person } = exchange.session
    const key = JSON.stringify([person.tenantId, person.aadObjectId])
    const most = isHelpdesk(person) ? RATE.helpdesk : RATE.each
    if (this.#rates.take(key, silent ? 'silent' : 'deed', most)) return false
    return this.#inProgress.runFor(key, async () => {
      if (!silent) await webSessions.extend(exchange.session)
      await answer(this.#context, exchange)
    })
  }

  async #orOutage(exchange: Exchange, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#context.log.error({ err: error, path: exchange.request.path() }, 'A page failed')
      if (!exchange.response.headersSent) sendOutage(this.#context, exchange)
    }
  }

  #route(method: Route['method'], path: string, handle: Handle, inProgress = this.#inProgress): Route {
    const { publicUrl, scope } = this.#context
    const answer = async (request: HttpRequest, response: HttpResponse) => {
      const exchange = { request, response }
      if (!isOwnHost(request, publicUrl)) return this.#sendToOwnHost(exchange)
      const isTaken = await inProgress.run(() => scope.run(() => handle(exchange)))
      if (!isTaken) await refuseJson(exchange, UNREADY)
    }
    return { method, path, ...(method === 'post' && { readsBody: true as const }), handle: answer }
  }

  /** A page that is asked for by another name of this host is at the published one, but nobody is sent there twice; nothing else is answered. */
  async #sendToOwnHost(exchange: Exchange): Promise<void> {
    const { publicUrl, log } = this.#context
    const { request } = exchange
    const there = new URL(pathWithin(request.url, publicUrl), publicUrl)
    const wasThere = there.searchParams.has(MOVED)
    if (request.method === 'GET' && request.headers[SCRIPT_HEADER] === undefined && !wasThere) {
      there.searchParams.set(MOVED, '1')
      return redirect(exchange, there.href)
    }
    if (wasThere && !this.#isHostTold) log.warn({}, HOST_CHANGED)
    this.#isHostTold ||= wasThere
    await refuseJson(exchange, ELSEWHERE)
  }
}

/** In the address to which somebody was led who asked for the page by another name of this host. */
const MOVED = 'moved'
const ELSEWHERE = { status: 421, sentence: 'The page has another address. Load it again.' }
const HOST_CHANGED =
  'What is in front of the bot passes on another Host than the one in PUBLIC_URL, so nobody gets to the web page: let it keep the Host of each request'

const FOREIGN = { status: 403, sentence: 'Only the page itself may ask for this.' }
const SIGNED_OUT = { status: 401, sentence: 'You are signed out. Sign in again.' }
const UNREADY = { status: 503, sentence: 'This does not work right now. Try again in a moment.', retryAfter: 2 }
