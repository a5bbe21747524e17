import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type Activity as SdkActivity,
} from 'botbuilder'
import type { Activity } from './activity.js'
import { type BotApplication, CHANNEL_SCOPE } from './botApplication.js'
import type { ChannelAdapter, InvokeAnswer, TurnLogic } from './channelAdapter.js'
import { servicesOf } from './http/hosts.js'
import type { ConnectorPort } from './posting/connector.js'
import { createConnector } from './posting/connectorClient.js'
import type { UserTokens } from './signIn/tokenService.js'

/** The app registration of the Azure Bot resource. */
export interface BotAuth {
  readonly appId: string
  /** Signs the bot in to the channel. */
  readonly application: BotApplication
  /** Entra tenant ids, in lower case: only people of these tenants are served. */
  readonly allowedTenants: ReadonlySet<string>
  /** Where the channel publishes its signing keys; default: the public cloud's address. */
  readonly openIdMetadataUrl?: string
}

/**
 * A CloudAdapter whose caller checks the token of each activity; the SDK never reads one. The SDK would also accept
 * Entra's tokens, for the emulator and for skills, and would keep keys for every issuer that a token names.
 */
export class TeamsAdapter extends CloudAdapter implements ChannelAdapter {
  /** By service URL. */
  readonly #clients = new Map<string, Promise<SdkClient>>()
  readonly #connectors = new Map<string, Promise<ConnectorPort>>()
  readonly #appId: string
  readonly #isService: (serviceUrl: string) => boolean
  readonly #refused: (token: string) => void

  /** `tokenServiceUrl`: the service that keeps people's tokens; null: the Bot Framework's. */
  constructor(auth: BotAuth | null, tokenServiceUrl: string | null = null) {
    super(authentication(auth, tokenServiceUrl))
    this.#appId = auth?.appId ?? ''
    this.#isService = servicesOf(auth)
    this.#refused = token => auth?.application.forget(CHANNEL_SCOPE, token)
  }

  receive(activity: Activity, logic: TurnLogic): Promise<InvokeAnswer | undefined> {
    const claimsIdentity = this.createClaimsIdentity(this.#appId)
    // Otherwise, the SDK would create a client for each turn, which no turn uses.
    const connectorFactory = { create: (serviceUrl: string) => this.#clientOf(serviceUrl) }
    const { ToChannelFromBotOAuthScope: audience } = publicCloud
    const authenticated = { audience, claimsIdentity, connectorFactory }
    return this.processActivity(authenticated, activity as unknown as SdkActivity, async context => {
      const value = await logic(activity)
      if (value) await context.sendActivity({ type: 'invokeResponse', value })
    })
  }

  isService(serviceUrl: string): boolean {
    return this.#isService(serviceUrl)
  }

  async connector(serviceUrl: string): Promise<ConnectorPort> {
    if (!this.isService(serviceUrl)) throw new Error('This is no service of the channel: the bot does not write to it')
    return onceFor(this.#connectors, serviceUrl, async () =>
      createConnector(await this.#clientOf(serviceUrl), serviceUrl, this.#refused),
    )
  }

  async userTokens(): Promise<UserTokens> {
    const client = this.botFrameworkAuthentication.createUserTokenClient(this.createClaimsIdentity(this.#appId))
    // It expects the SDK's activities, and reads of them what ours have, too.
    return (await client) as unknown as UserTokens
  }

  #clientOf(serviceUrl: string): Promise<SdkClient> {
    const identity = this.createClaimsIdentity(this.#appId)
    return onceFor(this.#clients, serviceUrl, () =>
      this.botFrameworkAuthentication.createConnectorFactory(identity).create(serviceUrl),
    )
  }
}

type SdkClient = Awaited<
  ReturnType<ReturnType<CloudAdapter['botFrameworkAuthentication']['createConnectorFactory']>['create']>
>

/** Creates a client once for each key. One that could not be created is tried again. */
function onceFor<K, T>(clients: Map<K, Promise<T>>, key: K, create: () => Promise<T>): Promise<T> {
  const existing = clients.get(key)
  if (existing) return existing
  const created = create()
  clients.set(key, created)
  created.catch(() => clients.delete(key))
  return created
}

/** Creates clients of the channel and of the token service; it authenticates no requests. */
class OutgoingOnly extends ConfigurationBotFrameworkAuthentication {
  readonly #userTokens = new Map<'bot', ReturnType<ConfigurationBotFrameworkAuthentication['createUserTokenClient']>>()

  /** The same one for all turns, which differ in nothing that it depends on. The SDK creates one for each. */
  override createUserTokenClient(
    ...identity: Parameters<ConfigurationBotFrameworkAuthentication['createUserTokenClient']>
  ) {
    return onceFor(this.#userTokens, 'bot', () => super.createUserTokenClient(...identity))
  }

  override authenticateRequest(): Promise<never> {
    return Promise.reject(new Error('Tokens of requests are not read by the SDK'))
  }

  override authenticateChannelRequest(): Promise<never> {
    return this.authenticateRequest()
  }

  override authenticateStreamingRequest(): Promise<never> {
    return this.authenticateRequest()
  }
}

function authentication(auth: BotAuth | null, tokenServiceUrl: string | null): OutgoingOnly {
  const cloud = tokenServiceUrl ? { ...publicCloud, OAuthUrl: tokenServiceUrl } : {}
  return new OutgoingOnly(cloud, credentialsOf(auth))
}

type SdkFactory = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[1]>
type SdkCredentials = Awaited<ReturnType<SdkFactory['createCredentials']>>

/**
 * Has the SDK sign each request with a token of our application. The SDK's own credentials (botframework-connector 4.23) keep
 * things for too long: FederatedAppCredentials keep their first assertion for ever, so that a bot falls silent a day later; those
 * of MsalServiceClientCredentialsFactory keep a token until its end, even if it is refused.
 */
function credentialsOf(auth: BotAuth | null): SdkFactory {
  if (!auth) return new ConfigurationServiceClientCredentialFactory({})
  const { appId, application } = auth
  const credentials: SdkCredentials = {
    async signRequest(request) {
      request.headers.set('authorization', `Bearer ${await application.token(CHANNEL_SCOPE)}`)
      return request
    },
  }
  return {
    isValidAppId: async given => given === appId,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => credentials,
  }
}

/** The SDK's defaults; it accepts either none of these or all (AuthenticationConstants of botframework-connector 4.23). */
const publicCloud = {
  ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
  ToChannelFromBotOAuthScope: 'https://api.botframework.com',
  ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
  OAuthUrl: 'https://api.botframework.com',
  ToBotFromEmulatorOpenIdMetadataUrl: 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration',
}
