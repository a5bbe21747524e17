import { randomUUID } from 'node:crypto'
import { type Exchange, isForeign, sendPage } from '../../html.js'
import type { Demands } from '../../seeds/demands.js'
import type { AuthorizationCodes } from '../codes/authorizationCodes.js'
import { faultOf, isRegistered, RESOURCE_SCOPE } from '../codes/authorizeRequest.js'
import { choicePage, NOBODY, notice, type Person, type ShownPage } from './shownPage.js'

export interface AuthorizePageOptions {
  readonly tenantId: string
  readonly clientId: string
  readonly codes: AuthorizationCodes
  readonly demands: Demands
  readonly audiences: () => readonly string[]
  readonly people: () => readonly Person[]
}

/** What the browser gets: a page, or the way back to the application. */
type Shown = ShownPage | { readonly to: string }

/**
 * The page where people sign in to the bot's own web page.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#request-an-authorization-code
 */
export class AuthorizePage {
  /** The redirect URIs of the app registration; null: that of a bot at any port of this machine. */
  redirectUris: readonly string[] | null = null
  /** Entra object ids of people who may not consent for themselves: an administrator has to. */
  readonly needAdministrator = new Set<string>()
  readonly #asked = new Map<string, URLSearchParams>()

  constructor(private readonly options: AuthorizePageOptions) {}

  answer({ request, body, response }: Exchange): void {
    const shown = request.method === 'POST' ? this.#chosen({ request, body }) : this.#begin(request.url ?? '')
    if ('page' in shown) {
      sendPage(response, shown.status, shown.page)
      return
    }
    response.writeHead(302, { Location: shown.to, 'Cache-Control': 'no-store' })
    response.end()
  }

  #begin(url: string): Shown {
    const { clientId, tenantId, audiences, people } = this.options
    const asked = new URL(url, 'http://service').searchParams
    const [client, redirectUri] = [asked.get('client_id'), asked.get('redirect_uri') ?? '']
    if (client !== clientId)
      return notice(
        400,
        NOBODY,
        `AADSTS700016: Application with identifier '${client}' was not found in the directory.`,
      )
    if (!isRegistered(redirectUri, this.redirectUris))
      return notice(
        400,
        NOBODY,
        `AADSTS50011: The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for the application '${clientId}'.`,
      )
    const fault = faultOf(asked, audiences())
    if (fault) return backTo(asked, fault)
    const id = randomUUID()
    this.#asked.set(id, asked)
    const hint = asked.get('login_hint')
    const hintedFirst = people().toSorted((a, b) => Number(b.username === hint) - Number(a.username === hint))
    const action = `/${tenantId}/oauth2/v2.0/authorize`
    return { status: 200, page: choicePage({ people: hintedFirst, action, fields: { id }, intro: introOf(asked) }) }
  }

  #chosen({ request, body }: Omit<Exchange, 'response'>): Shown {
    if (isForeign(request)) return notice(403, NOBODY, 'Another page asked for it.')
    const form = new URLSearchParams(body)
    const asked = this.#asked.get(form.get('id') ?? '')
    if (!asked) return notice(404, 'This sign-in is unknown', 'Go back to the page that you came from, and try again.')
    if (form.get('do') === 'decline') return this.#declined(asked)
    const person = this.options.people().find(({ oid }) => oid === form.get('oid'))
    return person ? this.#signedIn(asked, person) : notice(400, NOBODY, 'There is no such person.')
  }

  /** A person who is asked for consent gives it, and proves who they are; signing in alone takes no more than their name. */
  #signedIn(asked: URLSearchParams, { oid }: Person): Shown {
    const { codes, demands, tenantId } = this.options
    if (hasResource(asked)) {
      if (this.needAdministrator.has(oid)) return backTo(asked, NEEDS_ADMINISTRATOR)
      demands.set(oid, null)
    }
    const client_info = Buffer.from(JSON.stringify({ uid: oid, utid: tenantId })).toString('base64url')
    return backTo(asked, { code: codes.issue(asked, oid), client_info, session_state: randomUUID() })
  }

  #declined(asked: URLSearchParams): Shown {
    const { demands, people } = this.options
    const hint = asked.get('login_hint')
    const hinted = people().find(({ username }) => hint !== null && username === hint)
    const isAsked = hinted && hasResource(asked) && demands.of(hinted.oid) === 'consent'
    if (isAsked) demands.set(hinted.oid, 'declined')
    return backTo(asked, DECLINED)
  }
}

/** As reported in https://github.com/MicrosoftDocs/azure-docs/issues/114009 */
const DECLINED = {
  error: 'access_denied',
  error_description: 'AADSTS65004: User declined to consent to access the app.',
  error_uri: 'https://login.microsoftonline.com/error?code=65004',
}

/** UNCONFIRMED: the word in `error`, and that the browser comes back at all; the number is that of Entra's sign-in log. */
const NEEDS_ADMINISTRATOR = {
  error: 'access_denied',
  error_description: 'AADSTS90094: The grant requires admin permission.',
}

function backTo(asked: URLSearchParams, answer: Readonly<Record<string, string>>): Shown {
  const to = new URL(asked.get('redirect_uri') ?? '')
  const state = asked.get('state')
  for (const [name, value] of Object.entries({ ...answer, ...(state !== null && { state }) })) {
    to.searchParams.set(name, value)
  }
  return { to: to.href }
}

function hasResource(asked: URLSearchParams): boolean {
  return RESOURCE_SCOPE.test(asked.get('scope') ?? '')
}

function introOf(asked: URLSearchParams): string {
  return hasResource(asked)
    ? 'Simulated. Pending Send wants to read and change Dynamics 365 in your name.'
    : 'Simulated. Pending Send wants to know who you are.'
}
