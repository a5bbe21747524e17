import { Activity as SdkActivity } from '@microsoft/agents-activity'
import { type AuthProvider, CloudAdapter, ConnectionManager, ConnectorClient } from '@microsoft/agents-hosting'
import type { Activity } from '../../../src/teams/activity.js'
import type { BotAuth } from '../../../src/teams/adapter.js'
import type { ChannelAdapter, InvokeAnswer, TurnLogic } from '../../../src/teams/channelAdapter.js'
import { servicesOf } from '../../../src/teams/http/hosts.js'
import type { ConnectorPort } from '../../../src/teams/posting/connector.js'
import type { UserTokens } from '../../../src/teams/signIn/tokenService.js'
import { CollectedAnswer } from './collectedAnswer.js'
import { createConnector } from './connectorClient.js'
import { userTokensOf } from './userTokens.js'

export interface AgentsAdapterOptions {
  /** null: local mode. */
  readonly auth: Pick<BotAuth, 'appId' | 'openIdMetadataUrl'> | null
  /** null: the Bot Framework's. */
  readonly tokenServiceUrl: string | null
  /** A token of the bot for this resource; called before each request, so it has to keep tokens. */
  readonly tokenOf: (resource: string) => Promise<string>
}

const RESOURCE = 'https://api.botframework.com'

/**
 * The adapter on the Microsoft 365 Agents SDK. As with botbuilder, our own code has checked the token of each activity,
 * and the SDK's own check (`authorizeRequest`) is not used.
 */
export class AgentsAdapter extends CloudAdapter implements ChannelAdapter {
  readonly isService: (serviceUrl: string) => boolean
  readonly #tokenServiceUrl: string | undefined
  readonly #appId: string

  constructor({ auth, tokenServiceUrl, tokenOf }: AgentsAdapterOptions) {
    const isService = servicesOf(auth)
    const policy = { enabled: true, isAllowed: (url: unknown) => isService(String(url)) }
    // The SDK takes no identity without an id, not even where nobody has a token.
    const clientId = auth?.appId ?? 'local'
    super({ clientId }, undefined, undefined, { validateServiceUrl: true }, policy)
    this.isService = isService
    this.#appId = clientId
    this.#tokenServiceUrl = tokenServiceUrl ?? undefined
    this.connectionManager = new ConnectionManager(() => providerOf(tokenOf), new Map([['bot', { clientId }]]))
    // The SDK's own would tell the person of the error.
    this.onTurnError = async (_context, error) => {
      throw error
    }
  }

  async receive(activity: Activity, logic: TurnLogic): Promise<InvokeAnswer | undefined> {
    const answer = new CollectedAnswer()
    const user = CloudAdapter.createIdentity(this.#appId)
    await this.process({ body: envelopeOf(activity), headers: {}, user }, answer, async context => {
      const value = await logic(activity)
      if (value) await context.sendActivity(SdkActivity.fromObject({ type: 'invokeResponse', value }))
    })
    return answer.collected
  }

  async connector(serviceUrl: string): Promise<ConnectorPort> {
    const identity = CloudAdapter.createIdentity(this.#appId)
    // It keeps the token that it begins with; so there is one for each call.
    return createConnector(await this.createConnectorClient(serviceUrl, RESOURCE, identity))
  }

  async userTokens(): Promise<UserTokens> {
    const identity = CloudAdapter.createIdentity(this.#appId)
    return userTokensOf(await this.createUserTokenClient(identity, this.#tokenServiceUrl), this.#appId)
  }

  /** For each turn, the SDK would fetch a token for a client that no turn uses. */
  protected override async createConnectorClientWithIdentity(
    ...[, { serviceUrl = '' }]: Parameters<CloudAdapter['createConnectorClientWithIdentity']>
  ): Promise<ConnectorClient> {
    return ConnectorClient.createClientWithToken(serviceUrl, '')
  }
}

/**
 * What the SDK needs for a turn. The rest is our own: it accepts no null and no empty text, which channels may send, and
 * it would drop properties that it does not know.
 */
function envelopeOf({ type, id, channelId, serviceUrl, conversation, from, recipient }: Activity) {
  return {
    ...{ type, channelId, serviceUrl, ...(id && { id }) },
    conversation: { id: conversation.id },
    from: { id: from.id },
    recipient: { id: recipient.id },
  }
}

/** Where the SDK gets the bot's tokens; it acts for no agentic user. */
function providerOf(tokenOf: AgentsAdapterOptions['tokenOf']): AuthProvider {
  const none = () => Promise.reject(new Error('This bot is no agentic user'))
  return {
    getAccessToken: (settingsOrResource: unknown, resource?: string) => tokenOf(resource ?? String(settingsOrResource)),
    getAgenticApplicationToken: none,
    getAgenticInstanceToken: none,
    getAgenticUserToken: none,
    acquireTokenOnBehalfOf: none,
  }
}
