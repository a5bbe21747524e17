import type { AuthorizationCodes } from '../codes/authorizationCodes.js'
import { SignInError } from '../devices.js'

/** The person at the browser, who hands a code to a port of their machine. https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
export class Browser {
  /** Entra object id; 'declined': they close the page of consent; null: nobody sits there. */
  person: string | 'declined' | null = null

  constructor(private readonly codes: AuthorizationCodes) {}

  /** The page that posts its form by itself, as the one of Entra. */
  page(query: URLSearchParams, cliClientId: string | undefined): string {
    const redirectUri = query.get('redirect_uri') ?? ''
    const clientId = query.get('client_id') ?? ''
    if (!/^http:\/\/(localhost|127\.0\.0\.1):\d+\/?$/.test(redirectUri) || clientId !== cliClientId)
      throw new SignInError(400, 'invalid_request', 'AADSTS50011: The redirect URI does not match.')
    if (query.get('response_mode') !== 'form_post' || query.get('code_challenge_method') !== 'S256')
      throw new SignInError(400, 'invalid_request', 'AADSTS501491: A code challenge and form_post are expected here.')
    const state = query.get('state') ?? ''
    const refused = { error: 'access_denied', error_description: 'AADSTS65004: User declined to consent.' }
    const fields =
      this.person === null || this.person === 'declined' ? refused : { code: this.codes.issue(query, this.person) }
    const inputs = Object.entries({ ...fields, state }).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
    )
    return `<form method="POST" action="${redirectUri}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`
  }
}
