import type { Delivery, Log, LogScope, Person365, Telemetry } from '../../app/ports.js'
import type { Surface } from '../../domain/case/case.js'
import { Showing } from './cardDelivery.js'
import type { ChannelRequest, ConversationStart } from './connector.js'
import type { Outbox } from './outbox.js'

/** What the channel answers where the app is not installed for the person. */
const NOT_INSTALLED: readonly number[] = [400, 403, 404]

interface Channel {
  readonly outbox: Outbox
  readonly log: Log
  readonly scope: LogScope
  readonly telemetry: Telemetry
  call<R>(request: ChannelRequest<R>): Promise<R>
}

/** The channel does not work. `statusCode`: HTTP; null: there was no answer. */
class ChannelFailed extends Error {
  constructor(readonly statusCode: number | null) {
    super(`The channel opened no chat: ${statusCode === null ? 'no answer' : `HTTP ${statusCode}`}`)
    this.name = 'ChannelFailed'
  }
}

/** The surface of a personal chat, found from another conversation of the same tenant; null: there can be none. Throws on an outage. */
export async function openPersonal(
  { outbox, log, scope, telemetry, call }: Channel,
  { tenantId, aadObjectId }: Person365,
  like: Surface,
): Promise<Surface | null> {
  // The time zone is that of whoever wrote there.
  const { activityId: _, immutable: __, onlyFor: ___, timeZone: ____, ...place } = like
  if (place.channelId !== 'msteams' || place.tenantId !== tenantId) return null
  const start: ConversationStart = {
    isGroup: false,
    bot: { id: place.botId, name: place.botName },
    members: [{ id: aadObjectId, name: '' }],
    tenantId,
    channelData: { tenant: { id: tenantId } },
  }
  const opened = async (): Promise<Surface> => {
    const { id } = await call(({ conversations }, abortSignal) =>
      conversations.createConversation(start, { abortSignal }),
    )
    if (!id) throw new ChannelFailed(null)
    return { ...place, conversationId: id, conversationType: 'personal', audience: 'sender' }
  }
  const showing = new Showing({ surface: like, kind: 'new chat', call: opened, ...AS_IT_IS }, 'post', {
    log,
    telemetry,
  })
  const ended = (delivery: Delivery) => {
    if (isNotInstalled(delivery)) log.info(showing.fields, 'Somebody has no personal chat with the bot')
    else showing.ended(delivery)
  }
  // Opening chats has its own budget, as large as that of a conversation.
  const queue = { channelId: place.channelId, conversationId: `new chats of ${tenantId}` }
  const delivery = await outbox.put(queue, {
    urgency: 'answer',
    message: null,
    attempt: scope.bind(showing.attempt),
    ended: scope.bind(ended),
  })
  if (delivery.result === 'shown') return delivery.surface
  if (isNotInstalled(delivery)) return null
  throw new ChannelFailed('status' in delivery ? delivery.status : null)
}

const AS_IT_IS = { unchangeable: 'skip', gone: 'tell' } as const

function isNotInstalled(delivery: Delivery): boolean {
  return delivery.result === 'refused' && NOT_INSTALLED.includes(delivery.status)
}
