import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Session, Sessions, WebPerson } from '../../app/ports.js'
import { HOUR_MS, MINUTE_MS } from '../../domain/durations.js'
import type { Cookies } from './cookies.js'

/** After the last thing that the person did. */
export const IDLE_MS = 8 * HOUR_MS
/** After the sign-in, whatever they do. */
export const LONGEST_MS = 12 * HOUR_MS
/** The end is moved by no less than this, so that not every click is a write. */
const STEP_MS = 5 * MINUTE_MS

/** A session that was found, and where. */
export interface FoundSession extends Session {
  readonly key: string
}

export interface WebSessionsOptions {
  readonly sessions: Sessions
  readonly cookies: Cookies
  readonly now: () => Date
}

/** Who is signed in. The browser has a random id; what is stored is a hash of it, with which nobody can sign in. */
export class WebSessions {
  readonly #options: WebSessionsOptions

  constructor(options: WebSessionsOptions) {
    this.#options = options
  }

  /** null: nobody is signed in, or no longer. */
  async find(request: IncomingMessage): Promise<FoundSession | null> {
    const { sessions, cookies, now } = this.#options
    const id = cookies.session(request)
    if (id === null) return null
    const key = keyOf(id)
    const session = await sessions.find(key, now())
    return session && { ...session, key }
  }

  /** Begins a session under a new id. The one before it ends, so that whoever knew its id is not signed in as this person. */
  async open(request: IncomingMessage, response: ServerResponse, person: WebPerson): Promise<void> {
    const { sessions, cookies, now } = this.#options
    await this.#endStored(request)
    const id = randomBytes(32).toString('base64url')
    const since = now()
    await sessions.open(keyOf(id), { person, since: since.toISOString(), until: untilOf(since, since) })
    cookies.keepSession(response, id, LONGEST_MS / 1000)
  }

  /** The person did something. */
  async extend({ key, since, until }: FoundSession): Promise<void> {
    const later = untilOf(new Date(since), this.#options.now())
    if (Date.parse(later) - Date.parse(until) < STEP_MS) return
    await this.#options.sessions.extend(key, later)
  }

  async end(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.#endStored(request)
    this.#options.cookies.dropSession(response)
  }

  async #endStored(request: IncomingMessage): Promise<void> {
    const id = this.#options.cookies.session(request)
    if (id !== null) await this.#options.sessions.end(keyOf(id))
  }
}

function untilOf(since: Date, now: Date): string {
  return new Date(Math.min(now.getTime() + IDLE_MS, since.getTime() + LONGEST_MS)).toISOString()
}

function keyOf(id: string): string {
  return createHash('sha256').update(id).digest('hex')
}
