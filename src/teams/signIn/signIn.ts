import type { Log, Screen, SignInNeed } from '../../app/ports.js'
import type { Signer, Surface } from '../../domain/case/case.js'
import type { MessageKey } from '../../domain/messageKey.js'
import type { Activity } from '../activity.js'
import type { CardView } from '../posting/cardMessage.js'
import { loginRequest, oauthCard, type SignInTexts } from './signInMessages.js'
import type { SignInResource, TokenService } from './tokenService.js'

export interface SignInOptions {
  readonly tokens: TokenService
  readonly view: Pick<CardView, 'text'>
  readonly log: Log
  /** Clients of this bot have single sign-on: Teams has, the Agents Playground has not. */
  readonly singleSignOn: boolean
}

export type SignInScreen = Extract<Screen, { kind: 'signIn' }>

/** Where the person has to sign in, and with what text. */
export interface SignInRequest {
  readonly screen: SignInScreen
  /** null: nobody can sign in right now. */
  readonly resource: SignInResource | null
}

/** Needs that a single sign-on token can meet without the person doing anything. */
const SILENT: readonly SignInNeed[] = ['signIn', 'expired']
/** Needs that the kept token does not meet: it is dropped, so that the link asks again. */
const ANEW: readonly SignInNeed[] = ['consent', 'proof', 'expired', 'otherPerson', 'declined']
/** Needs that no sign-in can meet right now. */
const NO_LINK: readonly SignInNeed[] = ['unavailable', 'unreachable']

/** How people sign in, so that the bot may act in their name. */
export class SignIn {
  readonly tokens: TokenService
  readonly #options: SignInOptions

  constructor(options: SignInOptions) {
    this.tokens = options.tokens
    this.#options = options
  }

  /** The token of a person who has signed in. */
  assertionOf({ actor, channelId }: Signer): Promise<string | null> {
    return this.tokens.tokenOf({ id: actor.id, channelId })
  }

  /** Redeems a code; false: it is wrong. An outage is reported when the token is needed. */
  async takeCode(activity: Activity, code: string): Promise<boolean> {
    return (await this.#orOutage(this.tokens.tokenOf(ownerIn(activity), code))) !== null
  }

  /** Exchanges a single sign-on token; false: it is refused. */
  async takeToken(activity: Activity, token: string): Promise<boolean> {
    return (await this.#orOutage(this.tokens.exchange(ownerIn(activity), token))) !== false
  }

  /** Finds where to sign in. */
  async ask(activity: Activity, screen: SignInScreen): Promise<SignInRequest> {
    const resource = NO_LINK.includes(screen.need)
      ? undefined
      : await this.#orOutage(this.#resource(activity, screen.need))
    const link = resource?.signInLink
    return { screen: { ...screen, ...(link && { link }) }, resource: resource ?? null }
  }

  /**
   * Whether the client can provide a token by itself. Copilot shows no sign-in card; there, people follow the link.
   * https://learn.microsoft.com/microsoft-365-copilot/extensibility/known-issues
   */
  isSilent({ need }: SignInScreen, { channelId, immutable }: Surface): boolean {
    return this.#options.singleSignOn && channelId === 'msteams' && !immutable && SILENT.includes(need)
  }

  loginRequest(resource: SignInResource, { locale }: Surface): object {
    return loginRequest({ resource, connection: this.tokens.connection, ...this.#texts(locale) })
  }

  oauthCard(resource: SignInResource, { locale }: Surface, id: string) {
    return oauthCard({ resource, connection: this.tokens.connection, ...this.#texts(locale) }, id)
  }

  #texts(locale: string): SignInTexts {
    const say = (key: MessageKey) => this.#options.view.text({ key }, locale)
    return { text: say('signIn.request.text'), button: say('signIn.request.button') }
  }

  async #resource(activity: Activity, need: SignInNeed): Promise<SignInResource> {
    if (ANEW.includes(need)) await this.tokens.signOut(ownerIn(activity))
    return this.tokens.resourceFor(activity)
  }

  /** undefined: the service does not work. */
  async #orOutage<R>(asked: Promise<R>): Promise<R | undefined> {
    try {
      return await asked
    } catch (error) {
      this.#options.log.warn({ err: error }, 'The token service is out of order')
      return undefined
    }
  }
}

function ownerIn({ from, channelId }: Activity) {
  return { id: from.id, channelId }
}
