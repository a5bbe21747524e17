import type { Person365 } from './messenger.js'

/** Somebody who signed in on the web page; the ids come from a validated ID token. */
export interface WebPerson extends Person365 {
  readonly name: string
}

/** A sign-in that is under way. The browser keeps it while somebody is at the sign-in service, so that any instance can go on. */
export interface SignInAttempt {
  readonly state: string
  readonly nonce: string
  /** Of PKCE. */
  readonly verifier: string
  /** URL of the organization in which the bot may then act for the person; absent: they only sign in. */
  readonly organization?: string
}

/** A sign-in that somebody asks for. */
export interface SignInAsked {
  /** Where the sign-in service sends the browser back to. */
  readonly redirectUri: string
  readonly organization?: string
  /** Whoever is signed in on the page already. */
  readonly person?: Person365
}

/**
 * `declined`: the person declined. `consent`: an administrator has to allow it first. `foreign`: a tenant that is not served. `expired`:
 * the code is too old or was used. `unavailable`: the application is not set up for it. `unreachable`: an outage.
 */
export type SignInFailure = 'declined' | 'consent' | 'foreign' | 'expired' | 'unavailable' | 'unreachable'

/** Signs people in with the authorization code flow: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
export interface WebSignIn {
  /** `url`: the page of the sign-in service. Rejects during an outage. */
  begin(asked: SignInAsked): Promise<{ readonly url: string; readonly attempt: SignInAttempt }>
  /** Redeems the code. A token for an organization stays in this process's memory, for the person who signed in. Never rejects. */
  redeem(code: string, redirectUri: string, attempt: SignInAttempt): Promise<WebPerson | SignInFailure>
  /** What an answer without a code means: `error` and `error_description` of the redirect. */
  failureOf(error: string, description: string): SignInFailure
  /** Drops the tokens of a person who signed out. */
  forget(person: Person365): void
}

/** Somebody who is signed in on the web page. Holds no token. */
export interface Session {
  readonly person: WebPerson
  /** When it began, ISO 8601. */
  readonly since: string
  /** When it ends unless the person does something, ISO 8601. */
  readonly until: string
}

/** The sessions of the web page. `key`: a hash of what the browser sends, which is kept nowhere. */
export interface Sessions {
  open(key: string, session: Session): Promise<void>
  /** null: there is none, or it has ended. */
  find(key: string, now: Date): Promise<Session | null>
  /** Moves its end; one that was ended in the meantime stays ended. */
  extend(key: string, until: string): Promise<void>
  /** Ends it; nothing happens if there is none. */
  end(key: string): Promise<void>
}
