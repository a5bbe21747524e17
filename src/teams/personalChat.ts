import type { Person365 } from '../app/ports.js'
import type { Surface } from '../domain/case.js'
import { bounded, type ConnectorPort, type ConversationStart, statusOf } from './connector.js'
import type { Log } from './log.js'

/** What the channel answers where the app is not installed for the person. */
const NOT_INSTALLED: readonly (number | undefined)[] = [400, 403, 404]

interface Channel {
  readonly connector: (serviceUrl: string) => Promise<ConnectorPort>
  readonly log: Log
}

/** The surface of a personal chat, seen from another one of the same tenant; null: there can be none. Throws at an outage. */
export async function openPersonal(
  { connector, log }: Channel,
  { tenantId, aadObjectId }: Person365,
  like: Surface,
): Promise<Surface | null> {
  const { activityId: _, ...place } = like
  if (place.channelId !== 'msteams' || place.tenantId !== tenantId) return null
  const start: ConversationStart = {
    isGroup: false,
    bot: { id: place.botId, name: place.botName },
    members: [{ id: aadObjectId, name: '' }],
    tenantId,
    channelData: { tenant: { id: tenantId } },
  }
  try {
    const { conversations } = await connector(place.serviceUrl)
    const { id } = await conversations.createConversation(start, bounded())
    return id ? { ...place, conversationId: id, conversationType: 'personal', audience: 'sender' } : null
  } catch (error) {
    const status = statusOf(error)
    if (!NOT_INSTALLED.includes(status)) throw error
    log.info({ status }, 'Somebody has no personal chat with the bot')
    return null
  }
}
