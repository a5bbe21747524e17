import { HostingErrors, type UserTokenClient } from '@microsoft/agents-hosting'
import type { Activity } from '../../../src/teams/activity.js'
import type { UserTokens } from '../../../src/teams/signIn/tokenService.js'
import { withoutRequest } from './connectorClient.js'

/** The SDK's client takes the same values in another order, and a conversation reference instead of an activity. */
export function userTokensOf(client: UserTokenClient, appId: string): UserTokens {
  return {
    getUserToken: (user, connection, channel, code) =>
      client.getUserToken(connection, channel, user, code).catch(withoutRequest),
    exchangeToken: (user, connection, channel, request) =>
      client.exchangeTokenAsync(user, connection, channel, request).catch(withoutRequest),
    getSignInResource: (connection, activity) =>
      client.getSignInResource(appId, connection, referenceTo(activity)).catch(withoutRequest),
    signOutUser: (user, connection, channel) =>
      client.signOut(user, connection, channel).catch(unlessDone).catch(withoutRequest),
  }
}

const ANOTHER_SUCCESS = HostingErrors.FailedToSignOut?.code ?? Number.NaN

/** The SDK calls it a failure if the service answers with another status of success than 200; it may answer with 204. */
function unlessDone(error: { readonly code?: unknown }): void {
  if (error.code !== ANOTHER_SUCCESS) throw error
}

type ConversationReference = Parameters<UserTokenClient['getSignInResource']>[2]

function referenceTo({ id, from, recipient, conversation, channelId, serviceUrl, locale }: Activity) {
  const reference = { activityId: id, user: from, agent: recipient, conversation, channelId, serviceUrl, locale }
  return reference as ConversationReference
}
