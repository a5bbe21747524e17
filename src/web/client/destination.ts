import type { PageAnswer, PageClick } from './pageAnswer.js'

const START = '/check'

function casePage(id: string): string {
  return `/check/case/${encodeURIComponent(id)}`
}

/** Where a click leads instead of being sent: each case has a page of its own. null: it is sent. `caseId`: of the page. */
export function destinationOf({ verb, data }: PageClick, caseId: string | null): string | null {
  if (verb === 'start' && !idIn(data.case)) return START
  const id = verb === 'show' ? idIn(data.case) : verb === 'showLine' ? idIn(data.value) : null
  return id === null || id === caseId ? null : casePage(id)
}

/** Where an answer leads: to the case that it is about, unless the page shows that one. */
export function destinationAfter(answer: PageAnswer, caseId: string | null): string | null {
  return answer.case && answer.case.id !== caseId ? casePage(answer.case.id) : null
}

function idIn(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** `here`: in this window; `apart`: in a new one that knows nothing of this one; null: nowhere. */
export interface Opening {
  readonly url: string
  readonly where: 'here' | 'apart'
}

const OPENED: readonly string[] = ['http:', 'https:', 'mailto:', 'msteams:']

/** How a link of a card is opened. Our own pages, such as the one for signing in, replace this one, unless it is in a frame. */
export function openingOf(link: string, { href, isFramed }: { href: string; isFramed: boolean }): Opening | null {
  if (!URL.canParse(link, href)) return null
  const url = new URL(link, href)
  if (!OPENED.includes(url.protocol)) return null
  const isOurs = url.origin === new URL(href).origin
  return { url: url.href, where: isOurs && !isFramed ? 'here' : 'apart' }
}

/** The link to sign in again, back to `path`. What the server suggests counts only if it is that. */
export function signInLink(suggested: string | null, path: string): string {
  if (suggested?.startsWith('/check/sign-in?')) return suggested
  return `/check/sign-in?to=${encodeURIComponent(path)}`
}
