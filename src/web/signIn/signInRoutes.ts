import type { SignInAttempt, WebPerson } from '../../app/ports.js'
import { isSamePerson } from '../../domain/actor.js'
import { caseOf } from '../cards/cardAnswer.js'
import { redirect } from '../httpAnswers.js'
import { type FailedSignIn, sendFailedSignIn } from '../pageRoutes.js'
import { pageWithin, START } from '../requestRules.js'
import { type Exchange, incomingOf, type SignedIn, type WebContext } from '../webContext.js'
import { WEB } from '../webSurface.js'

/** Where the sign-in service sends people back to; the app registration has to name it. */
export const REDIRECT_PATH = '/check/signed-in'

/** Takes the browser to the sign-in service. */
export async function startSignIn(context: WebContext, exchange: Exchange): Promise<void> {
  const to = pageWithin(queryOf(exchange).get('to') ?? undefined, context.publicUrl)
  await leave(context, exchange, { to })
}

/** The same, for a case on which the bot may then act as this person in its organization. */
export async function startConsent(context: WebContext, exchange: SignedIn): Promise<void> {
  const id = queryOf(exchange).get('case') ?? ''
  const screen = await exchange.app.click(incomingOf(context, exchange), { verb: 'refresh', case: id })
  const organization = caseOf(screen)?.target.organization?.url
  const isKnown = context.organizations.list().some(({ url }) => url === organization)
  const to = pathOfCase(id)
  if (organization === undefined || !isKnown) return redirect(exchange, to)
  await leave(context, exchange, { to, organization, person: exchange.session.person })
}

interface Leaving {
  readonly to: string
  readonly organization?: string
  readonly person?: WebPerson
}

async function leave(context: WebContext, exchange: Exchange, { to, organization, person }: Leaving): Promise<void> {
  const { signIn, cookies, log } = context
  const asked = {
    redirectUri: redirectUriOf(context),
    ...(organization !== undefined && { organization }),
    ...(person && { person }),
  }
  const begun = await signIn.begin(asked).catch(error => {
    log.warn({ err: error }, 'Nobody can be taken to the sign-in service')
    return null
  })
  if (!begun) return sendFailedSignIn(context, exchange, { failure: 'unreachable', to })
  cookies.keepStarted(exchange.request, exchange.response, { attempt: begun.attempt, to })
  redirect(exchange, begun.url)
}

/** The browser comes back from the sign-in service. */
export async function finishSignIn(context: WebContext, exchange: Exchange): Promise<void> {
  const { cookies, signIn } = context
  const { request, response } = exchange
  const query = queryOf(exchange)
  const state = query.get('state') ?? ''
  const started = cookies.started(request, state)
  // A link that somebody sent, or the back button after a sign-in: nothing in this browser waits for it.
  if (!started || !isServed(context, started.attempt)) {
    return sendFailedSignIn(context, exchange, { failure: 'expired', to: START })
  }
  cookies.dropStarted(response, state)
  const { attempt } = started
  const to = pageWithin(started.to, context.publicUrl)
  const error = query.get('error')
  const result =
    error === null
      ? await signIn.redeem(query.get('code') ?? '', redirectUriOf(context), attempt)
      : signIn.failureOf(error, query.get('error_description') ?? '')
  if (typeof result === 'string') return comeBack(context, exchange, { failure: result, to })
  await arrive(context, exchange, { person: result, to, isConsent: attempt.organization !== undefined })
}

/** What the browser kept is not trusted to say for which organization a token is asked. */
function isServed({ organizations }: WebContext, { organization }: SignInAttempt): boolean {
  return organization === undefined || organizations.list().some(({ url }) => url === organization)
}

interface Arrival {
  readonly person: WebPerson
  readonly to: string
  /** They were signed in, and let the bot act for them. */
  readonly isConsent: boolean
}

async function arrive(context: WebContext, exchange: Exchange, { person, to, isConsent }: Arrival): Promise<void> {
  const { request, response } = exchange
  const session = isConsent ? await context.webSessions.find(request) : null
  if (session && !isSame(session.person, person)) {
    context.signIn.forget(person)
    return comeBack(context, exchange, { failure: 'otherPerson', to })
  }
  await context.webSessions.open(request, response, person)
  redirect(exchange, to)
}

function isSame(one: WebPerson, other: WebPerson): boolean {
  const identity = (person: WebPerson) => ({ ...person, channelId: WEB, id: '' })
  return isSamePerson(identity(one), identity(other))
}

/** Whoever is signed in anyway goes on where they were; anybody else would be sent to sign in again, round and round. */
async function comeBack(context: WebContext, exchange: Exchange, { failure, to }: FailedSignIn): Promise<void> {
  context.log.info({ why: failure }, 'Somebody came back from the sign-in service without being signed in')
  if (!(await context.webSessions.find(exchange.request))) return sendFailedSignIn(context, exchange, { failure, to })
  const back = new URL(to, context.publicUrl)
  back.searchParams.set('signIn', failure)
  redirect(exchange, back.pathname + back.search)
}

export async function signOut(context: WebContext, { request, response, session }: SignedIn): Promise<void> {
  context.signIn.forget(session.person)
  await context.webSessions.end(request, response)
  context.cookies.dropAllStarted(request, response)
  response.writeHead(204, { 'Cache-Control': 'no-store' })
  response.end()
}

function pathOfCase(id: string): string {
  return `/check/case/${encodeURIComponent(id)}`
}

function redirectUriOf({ publicUrl }: WebContext): string {
  return publicUrl + REDIRECT_PATH
}

function queryOf({ request }: Exchange): URLSearchParams {
  return new URLSearchParams(request.getQuery())
}
