import type { Incoming, PageApp } from '../app/ports.js'
import { canonicalLocale, canonicalTimeZone } from '../http/localeNames.js'
import type { HttpRequest, HttpResponse } from '../http/route.js'
import type { Cookies } from './signIn/cookies.js'
import type { FoundSession, WebSessions } from './signIn/webSessions.js'
import type { WebOptions } from './webOptions.js'
import { incomingFrom } from './webSurface.js'

/** What every route of the page works with. */
export interface WebContext extends WebOptions {
  readonly cookies: Cookies
  readonly webSessions: WebSessions
}

/** A request, and its answer. */
export interface Exchange {
  readonly request: HttpRequest
  readonly response: HttpResponse
}

/** A request of somebody who is signed in, while the application works. */
export interface SignedIn extends Exchange {
  readonly session: FoundSession
  readonly app: PageApp
}

/** More of a header, or of a name, is not looked at. */
const LONGEST = 50

/** The language that the browser prefers. */
export function localeOf({ headers }: HttpRequest): string {
  const [first = ''] = (headers['accept-language'] ?? '').slice(0, LONGEST).split(/[,;]/)
  return canonicalLocale(first.trim())
}

interface DeedOptions {
  /** Identifies what the person did. */
  readonly deed?: string
  /** As the browser says. */
  readonly timeZone?: string | undefined
}

/** Who acts on the page, and where. */
export function incomingOf(
  { publicUrl }: WebContext,
  { request, session: { person } }: SignedIn,
  { deed, timeZone: given = '' }: DeedOptions = {},
): Incoming {
  const timeZone = canonicalTimeZone(given.slice(0, LONGEST))
  const locale = localeOf(request)
  return incomingFrom({ person, locale, ...(timeZone && { timeZone }), ...(deed !== undefined && { deed }) }, publicUrl)
}
