import type { IncomingMessage, ServerResponse } from 'node:http'
import { parse, type SerializeOptions, serialize } from 'cookie'
import { z } from 'zod'
import { jsonOrNull } from '../../app/ports/jsonOrNull.js'
import type { SignInAttempt } from '../../app/ports.js'

/** A sign-in that is under way, and where the person goes after it. */
export interface StartedSignIn {
  readonly attempt: SignInAttempt
  readonly to: string
}

const startedSchema = z.object({
  attempt: z.object({
    state: z.string(),
    nonce: z.string(),
    verifier: z.string(),
    organization: z.string().optional(),
  }),
  to: z.string(),
})

/** Longer than anybody needs to sign in, with a second factor. */
const ATTEMPT_SECONDS = 15 * 60
const SESSION_ID = /^[\w-]{43}$/
/** Each sign-in that is under way, perhaps in several tabs, has a cookie of its own. */
const STARTED = 'pendingSendSignIn-'
const STATE_PART = 12
/**
 * Beyond these, the one that began first is given up. Each page that is opened without a session, and each link to one, begins a
 * sign-in; their cookies must not grow until the server takes no request of this browser any more.
 * https://nodejs.org/api/cli.html#--max-http-header-sizesize
 */
const MOST_STARTED = 8

/**
 * The page has two kinds of cookies: one for who is signed in, one for each sign-in that is under way. `__Host-` keeps other hosts of
 * the domain from setting them; it needs https, which a page on this machine does not have.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 */
export class Cookies {
  readonly #secure: boolean
  readonly #prefix: string

  constructor(publicUrl: string) {
    this.#secure = publicUrl.startsWith('https:')
    this.#prefix = this.#secure ? '__Host-' : ''
  }

  /** null: there is none, or it is no id of ours. */
  session(request: IncomingMessage): string | null {
    const id = this.#in(request, 'pendingSend') ?? ''
    return SESSION_ID.test(id) ? id : null
  }

  keepSession(response: ServerResponse, id: string, seconds: number): void {
    this.#set(response, 'pendingSend', id, seconds)
  }

  dropSession(response: ServerResponse): void {
    this.#set(response, 'pendingSend', '', 0)
  }

  /** What was kept when somebody left for the sign-in service; null: nothing for this state. */
  started(request: IncomingMessage, state: string): StartedSignIn | null {
    const kept = Buffer.from(this.#in(request, nameOf(state)) ?? '', 'base64url').toString('utf8')
    const parsed = startedSchema.safeParse(jsonOrNull(kept))
    if (!parsed.success || parsed.data.attempt.state !== state) return null
    const { attempt, to } = parsed.data
    const { organization, ...rest } = attempt
    return { to, attempt: { ...rest, ...(organization !== undefined && { organization }) } }
  }

  keepStarted(request: IncomingMessage, response: ServerResponse, started: StartedSignIn): void {
    // Browsers name older cookies first: https://www.rfc-editor.org/rfc/rfc6265#section-5.4
    for (const name of this.#startedIn(request).slice(0, 1 - MOST_STARTED)) this.#set(response, name, '', 0)
    const value = Buffer.from(JSON.stringify(started)).toString('base64url')
    this.#set(response, nameOf(started.attempt.state), value, ATTEMPT_SECONDS)
  }

  dropStarted(response: ServerResponse, state: string): void {
    this.#set(response, nameOf(state), '', 0)
  }

  /** Whoever signs out does not come back signed in from a tab that was left at the sign-in service. */
  dropAllStarted(request: IncomingMessage, response: ServerResponse): void {
    for (const name of this.#startedIn(request)) this.#set(response, name, '', 0)
  }

  #startedIn({ headers }: IncomingMessage): readonly string[] {
    const names = Object.keys(parse(headers.cookie ?? ''))
    const ours = names.filter(name => name.startsWith(this.#prefix + STARTED))
    return ours.map(name => name.slice(this.#prefix.length))
  }

  #in(request: IncomingMessage, name: string): string | undefined {
    return parse(request.headers.cookie ?? '')[this.#prefix + name]
  }

  #set(response: ServerResponse, name: string, value: string, maxAge: number): void {
    const options: SerializeOptions = { path: '/', httpOnly: true, secure: this.#secure, sameSite: 'lax', maxAge }
    response.appendHeader('Set-Cookie', serialize(this.#prefix + name, value, options))
  }
}

function nameOf(state: string): string {
  return `${STARTED}${state.replace(/[^\w-]/g, '').slice(0, STATE_PART)}`
}
