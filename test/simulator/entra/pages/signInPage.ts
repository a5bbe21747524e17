import { documentOf, type Exchange, isForeign, sendPage } from '../../html.js'
import type { Entra } from '../entra.js'
import type { KeptTokens, Place } from '../keptTokens.js'
import { choicePage, NOBODY, notice, type Person, type ShownPage } from './shownPage.js'

/** A sign-in that a bot asked for, in one conversation. */
export interface SignIn {
  /** Object id of the conversation's user, if the channel gives it. */
  readonly aadObjectId: string | null
  readonly place: Place
}

interface SignInPage {
  readonly people: readonly Person[]
  readonly entra: Entra
  readonly tokens: KeptTokens
  readonly signIns: ReadonlyMap<string, SignIn>
}

/** The page where a person signs in by hand and gets a code to type in the chat. */
export function answerSignInPage(context: SignInPage, exchange: Exchange): void {
  const { status, page } = shown(context, exchange)
  sendPage(exchange.response, status, page)
}

function shown(context: SignInPage, { request, body }: Exchange): ShownPage {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://service')
  if (pathname !== '/signin') return notice(404, 'There is nothing here', 'Go back to the chat.')
  const isAnswer = request.method === 'POST'
  if (isAnswer && isForeign(request)) return notice(403, NOBODY, 'Another page asked for it.')
  const form = isAnswer ? new URLSearchParams(body) : searchParams
  const id = form.get('id') ?? ''
  const signIn = context.signIns.get(id)
  if (!signIn) return notice(404, 'This sign-in is unknown', 'Go back to the chat, and ask for a new one.')
  if (!isAnswer) return { status: 200, page: choiceOf(context, id, signIn) }
  if (form.get('do') === 'decline') return declined(context, signIn)
  const person = context.people.find(({ oid }) => oid === form.get('oid'))
  return person ? signedIn(context, signIn, person) : notice(400, NOBODY, 'There is no such person.')
}

/** A person who signs in by hand has given consent and proved who they are. */
function signedIn({ entra, tokens }: SignInPage, { place }: SignIn, { oid, name }: Person): ShownPage {
  entra.demand(oid, null)
  const code = tokens.keepWaiting(place, entra.issueUserToken(oid))
  const page = documentOf({
    title: 'Your code',
    heading: 'Your code',
    intro: `You signed in as ${name}.`,
    main: `<section><p>Type this code in the chat and press Continue.</p><p><output class="code">${code}</output></p></section>`,
  })
  return { status: 200, page }
}

/** A person who was asked for consent has declined it. */
function declined({ entra }: SignInPage, { aadObjectId }: SignIn): ShownPage {
  if (aadObjectId && entra.demandOf(aadObjectId) === 'consent') entra.demand(aadObjectId, 'declined')
  return notice(200, NOBODY, 'You declined. Close this page, and go back to the chat.')
}

/** Lists the person of the conversation first. */
function choiceOf({ people }: SignInPage, id: string, { aadObjectId }: SignIn): string {
  const ownFirst = people.toSorted((a, b) => Number(b.oid === aadObjectId) - Number(a.oid === aadObjectId))
  const intro = 'Simulated. Pending Send wants to read and change Dynamics 365 in your name.'
  return choicePage({ people: ownFirst, action: '/signin', fields: { id }, intro })
}
