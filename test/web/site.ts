import { randomUUID } from 'node:crypto'
import type { RunningApp } from '../../src/app/app.js'
import { noScope } from '../../src/app/ports/logScope.js'
import { noTelemetry } from '../../src/app/ports/telemetry.js'
import type { PageApp, SignInAsked, SignInFailure, WebPerson, WebSignIn } from '../../src/app/ports.js'
import { cardsFolder, readCards } from '../../src/cards.js'
import { createHttpServer } from '../../src/http/httpServer.js'
import { createView } from '../../src/view/view.js'
import { loadStaticFiles } from '../../src/web/staticFiles.js'
import { webRoutes } from '../../src/web/webRoutes.js'
import { silent, startWorld, type World, type WorldOptions } from '../app/world.js'
import { definitions } from '../fixtures/definitions.js'
import { objectIdOf } from '../simulator/index.js'
import { freePort } from '../storage/azurite.js'

/** A browser without a screen: it keeps cookies, and follows no redirects. */
export interface Browser {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  post(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** Signs in as somebody, and returns where that led. */
  signIn(key: string, to?: string): Promise<string>
  readonly cookies: Map<string, string>
}

export interface Site {
  readonly url: string
  readonly world: World
  readonly clock: { now: Date }
  readonly signIn: StandInSignIn
  browser(): Browser
  /** The page answers for another application, or for none. */
  run(app: PageApp | null): void
  readonly app: RunningApp
  close(): Promise<void>
}

/** Signs in whoever the code names, as the sign-in service does after its page. Its own tests have the real one. */
class StandInSignIn implements WebSignIn {
  readonly asked: SignInAsked[] = []
  readonly forgotten: string[] = []
  /** What the next code leads to, instead of a person. */
  failure: SignInFailure | null = null
  tenantId = ''

  async begin(asked: SignInAsked) {
    this.asked.push(asked)
    const attempt = {
      ...{ state: randomUUID(), nonce: randomUUID(), verifier: randomUUID() },
      ...(asked.organization !== undefined && { organization: asked.organization }),
    }
    return { url: `https://login.example/authorize?state=${attempt.state}`, attempt }
  }

  async redeem(code: string): Promise<WebPerson | SignInFailure> {
    return this.failure ?? { tenantId: this.tenantId, aadObjectId: objectIdOf(code), name: `${code} of Contoso` }
  }

  failureOf(error: string): SignInFailure {
    return error === 'access_denied' ? 'declined' : 'unavailable'
  }

  forget({ aadObjectId }: WebPerson): void {
    this.forgotten.push(aadObjectId)
  }
}

export interface SiteOptions extends WorldOptions {
  readonly frameAncestors?: readonly string[]
  /** Default: the address on this machine. */
  readonly publicUrl?: string
}

/** The page on its own server, with the application on a simulated Dynamics 365. */
export async function startSite(options: SiteOptions = {}): Promise<Site> {
  const world = await startWorld(undefined, options)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const publicUrl = options.publicUrl ?? url
  const clock = { now: new Date() }
  const signIn = new StandInSignIn()
  signIn.tenantId = world.simulator.tenantId
  const { app } = world.instance('page')
  let running: PageApp | null = app
  const files = await loadStaticFiles(new URL('../../src/page/', import.meta.url))
  const server = createHttpServer({
    hosted: publicUrl.startsWith('https:'),
    host: '127.0.0.1',
    port,
    log: silent,
    routes: webRoutes({
      publicUrl,
      frameAncestors: options.frameAncestors ?? [],
      signIn,
      sessions: world.sessions,
      organizations: world.organizations,
      app: () => running,
      view: createView(readCards(cardsFolder), { publicUrl, ...definitions, repairs: true }),
      files,
      log: silent,
      scope: noScope,
      telemetry: noTelemetry,
      now: () => clock.now,
      isHelpdesk: ({ aadObjectId }) => aadObjectId === objectIdOf('helen'),
    }),
  })
  await server.listen()
  return {
    ...{ url, world, clock, signIn, app },
    browser: () => browserAt(url),
    run: given => {
      running = given
    },
    close: async () => {
      await server.close(app.idle())
      await world.close()
    },
  }
}

function browserAt(url: string): Browser {
  const cookies = new Map<string, string>()
  const send = async (path: string, init: RequestInit) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...(cookie !== '' && { cookie }), ...init.headers }
    const response = await fetch(url + path, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  const own = { 'x-pending-send': 'page' }
  return {
    cookies,
    get: (path, headers = own) => send(path, { headers }),
    post: (path, body, headers = {}) =>
      send(path, {
        method: 'POST',
        headers: { ...own, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    async signIn(key, to = '/check') {
      const left = await send(`/check/sign-in?to=${encodeURIComponent(to)}`, {})
      const state = new URL(left.headers.get('location') ?? '').searchParams.get('state') ?? ''
      const back = await send(`/check/signed-in?code=${key}&state=${state}`, {})
      return back.headers.get('location') ?? ''
    },
  }
}
