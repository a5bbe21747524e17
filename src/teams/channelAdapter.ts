import type { Activity } from './activity.js'
import type { ConnectorPort } from './posting/connector.js'
import type { UserTokens } from './signIn/tokenService.js'

/** The answer to the request that brought an invoke. */
export interface InvokeAnswer {
  readonly status: number
  readonly body?: unknown
}

/** What the bot does with an activity; null: it has no answer of its own. */
export type TurnLogic = (activity: Activity) => Promise<InvokeAnswer | null>

/**
 * What this folder needs of the Bot Framework's SDK: adapter.ts has it from botbuilder, and nothing else here knows that
 * package. Another SDK is another implementation of this, which the tests in test/teams/agents.test.ts have.
 */
export interface ChannelAdapter {
  /**
   * Runs `logic` as a turn, for an activity whose token was checked. Resolves to the answer to the channel; undefined: an
   * empty one with status 200. An invoke that has no answer gets status 501. Rejects with whatever `logic` rejects with.
   */
  receive(activity: Activity, logic: TurnLogic): Promise<InvokeAnswer | undefined>
  /** Whether the bot may send messages, with its token, to the service URL of an activity. */
  isService(serviceUrl: string): boolean
  /** A client of the channel at `serviceUrl`. Rejects a URL that is not the channel's, even a stored one. */
  connector(serviceUrl: string): Promise<ConnectorPort>
  /** The client of the token service, for turns and for background work alike. */
  userTokens(): Promise<UserTokens>
}
