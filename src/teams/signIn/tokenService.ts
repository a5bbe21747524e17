import { CallDeadline, NoAnswer } from '../../http/callDeadline.js'
import type { Activity } from '../activity.js'
import { codeOf, httpStatusOf } from '../posting/connector.js'

/** Whose token: the person's id in a channel. */
export interface TokenOwner {
  readonly id: string
  readonly channelId: string
}

/** Where a person signs in, and what single sign-on asks a client for. */
export interface SignInResource {
  readonly signInLink?: string
  readonly tokenExchangeResource?: { readonly id?: string; readonly uri?: string; readonly providerId?: string }
}

/**
 * The part of the Bot Framework token service that we use. Methods reject with an error whose `statusCode` is the HTTP
 * status, if there was an answer.
 */
export interface UserTokens {
  getUserToken(user: string, connection: string, channel: string, code: string): Promise<Answered>
  exchangeToken(user: string, connection: string, channel: string, request: { token: string }): Promise<Answered>
  getSignInResource(connection: string, activity: Activity): Promise<SignInResource | undefined>
  signOutUser(user: string, connection: string, channel: string): Promise<void>
}

type Answered = { readonly token?: string | undefined } | undefined

export interface TokenServiceOptions {
  readonly client: () => Promise<UserTokens>
  /** Name of an OAuth connection of the Azure Bot. */
  readonly connection: string
  /** The longest wait for one answer, in milliseconds; the SDK would retry a request for many seconds. */
  readonly patience?: number
}

/** The service failed. The error contains nothing that was sent, because that includes tokens and codes. */
export class TokenServiceFailed extends Error {
  constructor(what: string, reason: string) {
    super(`The token service did not ${what}: ${reason}`)
    this.name = 'TokenServiceFailed'
  }
}

const PATIENCE_MS = 4_000

/** The statuses with which the service refuses a code or a token. */
const REFUSED: readonly (number | undefined)[] = [400, 404, 409, 412]

/** People's tokens of one OAuth connection. Methods throw TokenServiceFailed when the service does not work. */
export class TokenService {
  readonly connection: string
  readonly #options: TokenServiceOptions
  readonly #patience: CallDeadline

  constructor(options: TokenServiceOptions) {
    this.connection = options.connection
    this.#options = options
    this.#patience = new CallDeadline(() => AbortSignal.timeout(options.patience ?? PATIENCE_MS))
  }

  /** The kept token, or the one that this code redeems; null: none. */
  async tokenOf({ id, channelId }: TokenOwner, code = ''): Promise<string | null> {
    const answer = await this.#ask('look for a token', client =>
      client.getUserToken(id, this.connection, channelId, code),
    )
    return answer?.token ?? null
  }

  /** Exchanges a single sign-on token and keeps the result; false: it was refused. */
  async exchange({ id, channelId }: TokenOwner, token: string): Promise<boolean> {
    const answer = await this.#ask('exchange a token', client =>
      client.exchangeToken(id, this.connection, channelId, { token }),
    )
    return Boolean(answer?.token)
  }

  /** The sign-in link for the sender of the activity. */
  async resourceFor(activity: Activity): Promise<SignInResource> {
    const resource = await this.#ask('make a link', client => client.getSignInResource(this.connection, activity))
    if (!resource?.signInLink) throw new TokenServiceFailed('make a link', `is ${this.connection} a connection of it?`)
    return resource
  }

  async signOut({ id, channelId }: TokenOwner): Promise<void> {
    await this.#ask('sign out', client => client.signOutUser(id, this.connection, channelId))
  }

  /** undefined: it was refused. */
  async #ask<R>(what: string, request: (client: UserTokens) => Promise<R>): Promise<R | undefined> {
    try {
      return await this.#patience.wait(async () => request(await this.#options.client()))
    } catch (error) {
      if (error instanceof NoAnswer) throw new TokenServiceFailed(what, 'no answer in time')
      const status = httpStatusOf(error)
      if (REFUSED.includes(status)) return undefined
      throw new TokenServiceFailed(what, status ? `HTTP ${status}` : codeOf(error))
    }
  }
}
