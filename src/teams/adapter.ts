import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type InvokeResponse,
  type TurnContext,
} from 'botbuilder'
import type { ConnectorPort } from './connector.js'
import type { UserTokens } from './tokenService.js'

/** The Bot Framework's own names for an app registration; values as in the Azure Bot resource. */
export interface BotAuth {
  readonly appType: string
  readonly appId: string
  readonly appPassword: string
  readonly tenantId: string
  /** Where the keys of the channel's tokens are published; default: the public cloud's. */
  readonly openIdMetadataUrl?: string
}

/** The token of a request could not be proven valid. */
export class Unauthorized extends Error {}

/** CloudAdapter with authentication told apart from the turn, and without error texts in its answers. */
export class TeamsAdapter extends CloudAdapter {
  readonly #connectors = new Map<string, Promise<ConnectorPort>>()
  readonly #appId: string
  #userTokens: Promise<UserTokens> | null = null

  /** `tokenServiceUrl`: where people's tokens are kept; null: at the Bot Framework's service. */
  constructor(auth: BotAuth | null, tokenServiceUrl: string | null = null) {
    super(authentication(auth, tokenServiceUrl))
    this.#appId = auth?.appId ?? ''
  }

  /** Runs `logic` as a turn. Throws `Unauthorized` unless the token vouches for the activity. */
  async receive(
    authorization: string,
    activity: Activity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    const result = await this.botFrameworkAuthentication.authenticateRequest(activity, authorization).catch(cause => {
      throw new Unauthorized('The token was not accepted', { cause })
    })
    return this.processActivity(result, activity, logic)
  }

  /** A client of the channel at `serviceUrl`, which came with a validated activity. */
  connector(serviceUrl: string): Promise<ConnectorPort> {
    const known = this.#connectors.get(serviceUrl)
    if (known) return known
    const created: Promise<ConnectorPort> = this.botFrameworkAuthentication
      .createConnectorFactory(this.createClaimsIdentity(this.#appId))
      .create(serviceUrl)
    this.#connectors.set(serviceUrl, created)
    created.catch(() => this.#connectors.delete(serviceUrl))
    return created
  }

  /** The client of the token service, for turns and for background work alike. */
  userTokens(): Promise<UserTokens> {
    this.#userTokens ??= this.#createUserTokens()
    return this.#userTokens
  }

  #createUserTokens(): Promise<UserTokens> {
    const created = this.botFrameworkAuthentication.createUserTokenClient(this.createClaimsIdentity(this.#appId))
    created.catch(() => {
      this.#userTokens = null
    })
    return created
  }
}

function authentication(auth: BotAuth | null, tokenServiceUrl: string | null): ConfigurationBotFrameworkAuthentication {
  const openIdMetadataUrl = auth?.openIdMetadataUrl
  const own = {
    ...(openIdMetadataUrl && { ToBotFromChannelOpenIdMetadataUrl: openIdMetadataUrl }),
    ...(tokenServiceUrl && { OAuthUrl: tokenServiceUrl }),
  }
  const cloud = Object.keys(own).length > 0 ? { ...publicCloud, ...own } : {}
  return new ConfigurationBotFrameworkAuthentication(cloud, credentialsOf(auth))
}

function credentialsOf(auth: BotAuth | null): ConfigurationServiceClientCredentialFactory {
  if (!auth) return new ConfigurationServiceClientCredentialFactory({})
  return new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppType: auth.appType,
    MicrosoftAppId: auth.appId,
    MicrosoftAppPassword: auth.appPassword,
    MicrosoftAppTenantId: auth.tenantId,
  })
}

/** The SDK's defaults; it takes either none of these or all (AuthenticationConstants of botframework-connector 4.23). */
const publicCloud = {
  ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
  ToChannelFromBotOAuthScope: 'https://api.botframework.com',
  ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
  OAuthUrl: 'https://api.botframework.com',
  ToBotFromEmulatorOpenIdMetadataUrl: 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration',
}
