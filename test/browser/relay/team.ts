import { TEAM } from '../../demo/playground.js'

interface Kind {
  readonly tenantId: string
  readonly isPrivate: boolean
}

/**
 * What Teams says of a team's channel; null: the conversation is none.
 * https://learn.microsoft.com/javascript/api/botframework-schema/channelinfo (a channel's type: standard, shared, private)
 */
export function channelFacts(conversationId: string, { tenantId, isPrivate }: Kind) {
  const { id, name, aadGroupId, channels } = TEAM
  const channel = [{ id, name: 'General' }, ...channels].find(one => one.id === conversationId)
  if (!channel) return null
  const type = isPrivate && channel.id !== id ? 'private' : 'standard'
  return {
    tenant: { id: tenantId },
    team: { id, name, aadGroupId },
    channel: { ...channel, type },
    teamsTeamId: id,
    teamsChannelId: channel.id,
  }
}
