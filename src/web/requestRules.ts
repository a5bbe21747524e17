import type { IncomingMessage } from 'node:http'

/** Sent by the page's own script. A page of another origin would have to ask first whether it may, and may not. */
export const SCRIPT_HEADER = 'x-pending-send'
const VALUE = 'page'

/**
 * Whether the request names the host under which the page is published. Anybody can have a name of theirs lead here, and to a
 * browser a page of that name would then be of the same origin: https://en.wikipedia.org/wiki/DNS_rebinding
 */
export function isOwnHost({ headers }: IncomingMessage, publicUrl: string): boolean {
  return headers.host?.toLowerCase() === new URL(publicUrl).host
}

/**
 * Whether a request comes from the page's own script.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html#employing-custom-request-headers-for-ajaxapi
 */
export function isOwnScript({ headers }: IncomingMessage, publicUrl: string): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  const isSameOrigin = origin === undefined || origin === new URL(publicUrl).origin
  return headers[SCRIPT_HEADER] === VALUE && isSameOrigin && (site === undefined || site === 'same-origin')
}

/** Whether the browser shows the answer inside a page of somebody else. */
export function isFramed({ headers }: IncomingMessage): boolean {
  return headers['sec-fetch-dest'] === 'iframe' || headers['sec-fetch-dest'] === 'frame'
}

/** Some of these paths are kept in a cookie, and all cookies of a browser have to fit into the header of a request. */
const LONGEST_PATH = 500

/** Where to go back to, if that is a page of ours; otherwise the start. */
export function pathWithin(to: string | undefined, publicUrl: string): string {
  const isPath = to !== undefined && to.length <= LONGEST_PATH && /^\/check(?:[/?]|$)/.test(to)
  if (!isPath || !URL.canParse(to, publicUrl)) return START
  const { origin, pathname, search } = new URL(to, publicUrl)
  const isOurs = origin === new URL(publicUrl).origin && /^\/check(?:\/|$)/.test(pathname)
  const path = pathname + search
  // What is not ASCII is longer now.
  return isOurs && path.length <= LONGEST_PATH ? path : START
}

/** The same for somebody who signs in: no other path shows them anything, and the steps of a sign-in would begin it anew. */
export function pageWithin(to: string | undefined, publicUrl: string): string {
  const path = pathWithin(to, publicUrl)
  return /^\/check(?:\/(?:cases|board|consent|case\/[^?]*))?(?:\?|$)/.test(path) ? path : START
}

export const START = '/check'
