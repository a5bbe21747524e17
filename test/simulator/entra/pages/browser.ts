import { createHash, randomUUID } from 'node:crypto'
import { SignInError } from '../devices.js'

interface Waiting {
  readonly challenge: string
  readonly redirectUri: string
  readonly clientId: string
  readonly oid: string
}

/** The person at the browser, and the codes that were handed to a port of their machine. https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
export class Browser {
  readonly #codes = new Map<string, Waiting>()
  /** Entra object id; 'declined': they close the page of consent; null: nobody sits there. */
  person: string | 'declined' | null = null

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
      this.person === null || this.person === 'declined' ? refused : { code: this.#issue(query, this.person) }
    const inputs = Object.entries({ ...fields, state }).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
    )
    return `<form method="POST" action="${redirectUri}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`
  }

  #issue(query: URLSearchParams, oid: string): string {
    const code = randomUUID()
    this.#codes.set(code, {
      challenge: query.get('code_challenge') ?? '',
      redirectUri: query.get('redirect_uri') ?? '',
      clientId: query.get('client_id') ?? '',
      oid,
    })
    return code
  }

  /** Who signed in; a code works once, and only for the program that has the verifier of its challenge. */
  personOf(form: URLSearchParams): string {
    const code = form.get('code') ?? ''
    const waiting = this.#codes.get(code)
    this.#codes.delete(code)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const fits =
      waiting?.challenge === challenge &&
      waiting.redirectUri === form.get('redirect_uri') &&
      waiting.clientId === form.get('client_id')
    if (!fits) throw new SignInError(400, 'invalid_grant', 'AADSTS501481: The code verifier does not match.')
    return waiting.oid
  }
}
