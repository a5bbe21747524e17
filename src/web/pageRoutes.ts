import type { SignInFailure } from '../app/ports.js'
import type { MessageKey } from '../domain/messageKey.js'
import { redirect } from './httpAnswers.js'
import { type MessagePage, messagePage } from './messagePage.js'
import { isFramed, pathWithin, START } from './requestRules.js'
import { type PageName, type ShellOptions, shellOf } from './shell.js'
import { addressOf, ICON, RENDERER, SCRIPT, STYLE } from './staticFiles.js'
import { type Exchange, incomingOf, localeOf, type SignedIn, type WebContext } from './webContext.js'

/** What everything on a page may do: no more than the page's own files do. https://content-security-policy.com */
function policyOf({ frameAncestors }: WebContext): string {
  const ancestors = frameAncestors.length > 0 ? `'self' ${frameAncestors.join(' ')}` : "'none'"
  return [
    "default-src 'none'",
    ...['script-src', 'style-src', 'img-src', 'connect-src', 'form-action'].map(what => `${what} 'self'`),
    "base-uri 'none'",
    `frame-ancestors ${ancestors}`,
  ].join('; ')
}

/** A page for somebody who is signed in. */
export async function sendPage(context: WebContext, exchange: SignedIn, page: PageName): Promise<void> {
  const incoming = incomingOf(context, exchange)
  const agent = await exchange.app.isAgent(incoming)
  if (page === 'board' && !agent) return sendMessagePage(context, exchange, { status: 403, ...BOARD_REFUSED })
  const query = new URLSearchParams(exchange.request.getQuery())
  const given = (name: string) => query.get(name)?.slice(0, LONGEST) ?? undefined
  const [symptom, organization, failed] = [given('symptom'), given('org'), given('signIn')]
  const caseId = page === 'case' ? caseIdIn(exchange) : undefined
  const html = shellOf({
    ...drawingOf(context, exchange),
    page,
    agent,
    person: exchange.session.person.name,
    personKey: incoming.surface.conversationId,
    ...(caseId !== undefined && { caseId }),
    ...(page === 'start' && symptom !== undefined && { symptom }),
    ...(page === 'start' && organization !== undefined && { organization }),
    ...(isFailure(failed) && { notice: say(context, exchange, `web.signInFailed.${failed}.text`) }),
  })
  sendHtml(context, exchange, { status: 200, html })
}

const LONGEST = 300
const BOARD_REFUSED = { headline: 'web.boardRefused.headline', text: 'web.boardRefused.text', link: START } as const

/** A sign-in that failed, and where the person wanted to go. */
export interface FailedSignIn {
  /** `otherPerson`: somebody else than whoever is signed in on the page. */
  readonly failure: SignInFailure | 'otherPerson'
  readonly to: string
}

const STATUS_OF: Readonly<Record<FailedSignIn['failure'], number>> = {
  declined: 403,
  consent: 403,
  foreign: 403,
  expired: 400,
  unavailable: 403,
  unreachable: 503,
  otherPerson: 403,
}

function isFailure(name: string | undefined): name is FailedSignIn['failure'] {
  return name !== undefined && Object.hasOwn(STATUS_OF, name)
}

/** Nobody is signed in: they sign in first, and come back. In a frame, that needs a page of its own. */
export function sendToSignIn(context: WebContext, exchange: Exchange): void {
  const { request } = exchange
  const to = pathWithin(request.url ?? START, context.publicUrl)
  const signIn = signInAddress(to)
  if (isFramed(request)) {
    sendMessagePage(context, exchange, { status: 200, ...FRAMED, link: signIn, inNewTab: true })
    return
  }
  redirect(exchange, signIn)
}

const FRAMED = { headline: 'web.framed.headline', text: 'web.framed.text' } as const

function signInAddress(to: string): string {
  return `/check/sign-in?to=${encodeURIComponent(to)}`
}

/** Says why the sign-in failed, with a link to try again. */
export function sendFailedSignIn(context: WebContext, exchange: Exchange, { failure, to }: FailedSignIn): void {
  sendMessagePage(context, exchange, {
    status: STATUS_OF[failure],
    headline: `web.signInFailed.${failure}.headline`,
    text: `web.signInFailed.${failure}.text`,
    link: signInAddress(to),
  })
}

export function sendSignedOut(context: WebContext, exchange: Exchange): void {
  const said = { headline: 'web.signedOut.headline', text: 'web.signedOut.text' } as const
  sendMessagePage(context, exchange, { status: 200, ...said, link: signInAddress(START) })
}

/** A link with a slip in it. */
export function sendNotFound(context: WebContext, exchange: Exchange): void {
  const said = { headline: 'web.notFound.headline', text: 'web.notFound.text' } as const
  sendMessagePage(context, exchange, { status: 404, ...said, link: START })
}

/** The store, or the application, does not work: the same page may work in a moment. */
export function sendOutage(context: WebContext, exchange: Exchange): void {
  const said = { headline: 'web.outage.headline', text: 'web.outage.text' } as const
  exchange.response.setHeader('Retry-After', '5')
  const to = pathWithin(exchange.request.url ?? START, context.publicUrl)
  sendMessagePage(context, exchange, { status: 503, ...said, link: to })
}

/** Somebody loads pages faster than anybody reads them. */
export function sendTooFast(context: WebContext, exchange: Exchange): void {
  const said = { headline: 'web.outage.headline', text: 'notice.tooFast' } as const
  const to = pathWithin(exchange.request.url ?? START, context.publicUrl)
  sendMessagePage(context, exchange, { status: 429, ...said, link: to })
}

interface StatusPage extends Pick<MessagePage, 'headline' | 'text'> {
  readonly status: number
  /** Where to go next. */
  readonly link: string
  readonly inNewTab?: true
}

function sendMessagePage(
  context: WebContext,
  exchange: Exchange,
  { status, link, inNewTab, ...said }: StatusPage,
): void {
  const isSignIn = link.startsWith('/check/sign-in')
  const title = isSignIn ? 'web.signInLink' : 'web.goOnLink'
  const html = messagePage({
    ...drawingOf(context, exchange),
    ...said,
    link: { title, to: link, inNewTab: inNewTab ?? false },
  })
  sendHtml(context, exchange, { status, html })
}

type Drawing = Pick<ShellOptions, 'locale' | 'say' | 'assets'>

function drawingOf({ files, view }: WebContext, { request }: Exchange): Drawing {
  const locale = localeOf(request)
  return {
    locale,
    say: (key, args) => view.text({ key, ...(args && { args }) }, locale),
    assets: {
      script: addressOf(files, SCRIPT),
      style: addressOf(files, STYLE),
      renderer: addressOf(files, RENDERER),
      icon: addressOf(files, ICON),
    },
  }
}

function sendHtml(
  context: WebContext,
  { response }: Exchange,
  { status, html }: { readonly status: number; readonly html: string },
): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policyOf(context),
    'Cache-Control': 'no-store',
    // Whoever opened the page in a window learns nothing of what becomes of it, for example whether somebody is signed in.
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Content-Length': Buffer.byteLength(html),
  })
  response.end(html)
}

function say({ view }: WebContext, { request }: Exchange, key: MessageKey): string {
  return view.text({ key }, localeOf(request))
}

function caseIdIn({ request }: Exchange): string {
  try {
    return decodeURIComponent(request.path().slice('/check/case/'.length)).slice(0, LONGEST)
  } catch {
    return ''
  }
}
