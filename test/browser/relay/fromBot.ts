import { type Answer, refusal } from '../../teams/channelRules/answer.js'
import { type ListedMember, pageOf } from '../../teams/channelRules/roster.js'
import { targetedFault } from '../../teams/channelRules/targeted.js'
import { type Hub, post, redraw, seatsAt } from './fanOut.js'
import { idOfSpot, isShared, type Spot, spotOf } from './place.js'

/** A call of the bot to its connector. */
export interface BotCall {
  readonly method: string
  /** Below `/v3/conversations`. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: unknown
}

export interface BotHub extends Hub {
  /** The channel takes messages that one person sees. */
  readonly takesTargeted: boolean
}

interface SentActivity {
  readonly recipient?: { readonly id?: string }
  readonly [property: string]: unknown
}

/** A call about messages. */
interface Change {
  readonly method: string
  readonly spot: Spot
  /** Empty: a new message. */
  readonly id: string
  readonly activity: SentActivity
  readonly isTargeted: boolean
}

/** Answers the bot as the Bot Connector does (REST API v3). */
export async function serveBot(hub: BotHub, { method, path, query, body }: BotCall): Promise<Answer> {
  if (path === '' && method === 'POST') return openChat(hub, body)
  const [, conversation = '', what, message = ''] = path.split('/').map(decodeURIComponent)
  const spot = spotOf(conversation)
  if (seatsAt(hub, spot).length === 0) return refusal(404, 'ConversationNotFound')
  if (what === 'pagedmembers' && method === 'GET') return pageOf(rostersOf(hub, spot), conversation, query)
  if (what !== 'activities') return refusal(404, 'BadArgument')
  const isTargeted = query.get('isTargetedActivity') === 'true'
  const activity = (body ?? {}) as SentActivity
  return change(hub, { method, spot, id: message, activity, isTargeted })
}

function change(hub: BotHub, asked: Change): Answer | Promise<Answer> {
  const { method, isTargeted, activity, id } = asked
  const fault = faultOf(hub, asked)
  if (fault) return fault
  if (method === 'POST' && id === '') return send(hub, asked)
  const message = hub.messages.find(id)
  // UNCONFIRMED: a message for one person is not found by calls that do not say so.
  if (!message || (message.onlyFor !== undefined) !== isTargeted) return refusal(404, 'ActivityNotFoundInConversation')
  if (method === 'PUT') return redraw(hub, message, activity)
  if (method === 'DELETE') return remove(hub, id)
  return refusal(405, 'BadArgument')
}

function faultOf(hub: BotHub, { method, spot, activity, isTargeted }: Change): Answer | null {
  if (isTargeted && !hub.takesTargeted) return refusal(400, 'BadArgument')
  return targetedFault(rostersOf(hub, spot), { method, conversationId: idOfSpot(spot), isTargeted, activity })
}

async function send(hub: BotHub, { spot, activity, isTargeted }: Change): Promise<Answer> {
  if (spot.root !== undefined && !hub.messages.find(spot.root)) return refusal(404, 'ConversationNotFound')
  const recipient = activity.recipient?.id
  const onlyFor = isTargeted && recipient !== undefined ? { onlyFor: recipient } : {}
  const { ids, refused } = await post(hub, spot, { activity, ...onlyFor })
  if (refused) return refused
  const { conversationId } = spot
  return { status: 201, body: { id: hub.messages.add({ conversationId, ...onlyFor }, ids).id } }
}

/** The client cannot delete a message, so it shows a text in its place. */
export async function remove(hub: Hub, id: string): Promise<Answer> {
  const message = hub.messages.find(id)
  if (!message) return refusal(404, 'ActivityNotFoundInConversation')
  await redraw(hub, message, { type: 'message', text: 'This message has been deleted.', textFormat: 'plain' })
  hub.messages.remove(id)
  return { status: 200 }
}

/** The bot names the person by the id in Entra or in Teams. */
function openChat({ seats }: Hub, body: unknown): Answer {
  const { isGroup, members } = body as { readonly isGroup?: boolean; readonly members?: readonly ListedMember[] }
  const [member] = members ?? []
  if (isGroup || !member) return refusal(400, 'BadArgument')
  const seat = seats.find(({ id }) => id === member.id || id === `29:${member.id}`)
  return seat ? { status: 201, body: { id: seat.chatId } } : refusal(403, 'BotNotInConversationRoster')
}

/** Threads have no members of their own. */
function rostersOf({ members }: Hub, spot: Spot) {
  return new Map(isShared(spot) ? [[spot.conversationId, members]] : [])
}
