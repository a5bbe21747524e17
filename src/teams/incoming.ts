import { z } from 'zod'
import type { Incoming } from '../app/ports.js'
import type { Surface } from '../domain/case/case.js'
import { isGuid } from '../domain/guid.js'
import { type Activity, isSubmit, tenantOf, VERIFIES_PEOPLE } from './activity.js'
import { localeOf, timeZoneOf } from './clientInfo.js'
import { isInCopilot } from './copilot.js'

/** Who acts and where. Call it only for an activity whose token was validated, because the channel then vouches for these ids. */
export function incomingOf(activity: Activity): Incoming {
  const { from, channelId } = activity
  const tenantId = tenantOf(activity)
  const aadObjectId = channelId === VERIFIES_PEOPLE ? guidOrNull(from.aadObjectId) : null
  return {
    by: { id: from.id, name: from.name ?? '', channelId, tenantId, aadObjectId },
    surface: surfaceOf(activity, tenantId),
    ...(activity.id && { activity: activity.id }),
    ...(isInChannel(activity) && { channel: { isPrivate: isPrivate(activity) } }),
  }
}

function isInChannel({ channelId, conversation }: Activity): boolean {
  return channelId === VERIFIES_PEOPLE && conversation.conversationType === 'channel'
}

const ofChannel = z.looseObject({ channel: z.looseObject({ type: z.string() }) })

/** A channel is `standard`, `shared` or `private` (TeamsChannelData of botframework-schema 4.23). One that says nothing is as open as its team. */
function isPrivate({ channelData }: Activity): boolean {
  const parsed = ofChannel.safeParse(channelData)
  return parsed.success && parsed.data.channel.type.toLowerCase() === 'private'
}

/** Where the activity came from. A click names the message that carries its card in `replyToId`. */
function surfaceOf(activity: Activity, tenantId: string | null): Surface {
  const { channelId, conversation, recipient, serviceUrl, replyToId } = activity
  const clicked = activity.type === 'invoke' || isSubmit(activity)
  const conversationType = conversationTypeOf(activity)
  const timeZone = timeZoneOf(activity)
  const onlyFor = conversationType === 'personal' ? null : whisperer(activity)
  return {
    audience: 'user',
    channelId,
    // In a Teams channel the id ends with `;messageid=…`, which identifies the thread: replies sent to it stay in that thread.
    conversationId: conversation.id,
    conversationType,
    serviceUrl,
    tenantId,
    botId: recipient.id,
    botName: recipient.name ?? '',
    locale: localeOf(activity),
    ...(timeZone !== null && { timeZone }),
    // Web Chat renders schema 1.6 without Action.Execute; only Teams (and the Playground, which speaks as Teams) has it.
    execute: channelId === VERIFIES_PEOPLE,
    ...(isInCopilot(activity) && { immutable: true as const }),
    ...(onlyFor && { onlyFor }),
    ...(clicked && replyToId && { activityId: replyToId }),
  }
}

/**
 * Who wrote to the bot so that nobody else in the conversation sees it: what the bot answers is for them alone, too.
 * https://learn.microsoft.com/microsoftteams/platform/agents-in-teams/targeted-messages
 * UNCONFIRMED: whether a click on a message for one person says so as well.
 */
function whisperer({ channelId, from, recipient }: Activity): Surface['onlyFor'] | null {
  const isTargeted = channelId === VERIFIES_PEOPLE && recipient.isTargeted === true
  return isTargeted ? { id: from.id, name: from.name ?? '' } : null
}

function conversationTypeOf({ channelId, conversation }: Activity): Surface['conversationType'] {
  const { conversationType, isGroup } = conversation
  if (conversationType === 'personal' || conversationType === 'groupChat' || conversationType === 'channel') {
    return conversationType
  }
  // A thread of several people; a chat with only the bot begins with `a:`. UNCONFIRMED: whether the type is ever left out.
  const isShared = channelId === VERIFIES_PEOPLE && conversation.id.startsWith('19:')
  return isGroup || isShared ? 'groupChat' : 'personal'
}

/** The Playground's built-in users, for one, have 13 digits in the last group. */
function guidOrNull(id: string | null | undefined): string | null {
  return id && isGuid(id) ? id.toLowerCase() : null
}
