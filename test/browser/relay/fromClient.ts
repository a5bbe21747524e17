import type { Answer } from '../../teams/channelRules/answer.js'
import { exchange } from './exchange.js'
import { type Hub, post } from './fanOut.js'
import { idOfSpot, isShared, type Spot, spotOf } from './place.js'
import type { Seat } from './seat.js'

/** What a client sends, as far as the relay looks at it. */
interface ClientActivity {
  readonly type: string
  readonly id?: string
  readonly text?: string
  readonly replyToId?: string
  readonly serviceUrl: string
  readonly conversation: { readonly id: string; readonly [property: string]: unknown }
  readonly channelData?: Readonly<Record<string, unknown>>
  readonly [property: string]: unknown
}

export interface ClientHub extends Hub {
  /** Where the bot takes activities. */
  readonly botUrl: string
  /** The relay's own address. */
  readonly url: string
  /** What Teams says of the channel in `channelData`; null: the client says enough, as in a group chat. */
  readonly channelOf: (conversationId: string) => Readonly<Record<string, unknown>> | null
  /** What the bot has been told already: a client tells it again whenever somebody opens a conversation. */
  readonly told: Set<string>
}

/** Passes on to the bot what a person does, and shows others what the person writes. Returns the bot's answer. */
export async function passOn(hub: ClientHub, body: unknown): Promise<Answer> {
  const activity = body as ClientActivity
  const seat = hub.seats.find(({ serviceUrl }) => serviceUrl === activity.serviceUrl)
  if (!seat) return { status: 400, body: { error: `Nobody sits at ${activity.serviceUrl}` } }
  if (isToldAlready(hub, activity)) return { status: 200 }
  const place = await placeOf(hub, seat, activity)
  const told = asTeams(hub, seat, { activity, place })
  return exchange(`${hub.botUrl}/api/messages`, { method: 'POST', body: told }).catch(() => BOT_IS_DOWN)
}

const BOT_IS_DOWN: Answer = { status: 502 }

/** Teams tells the bot once that it was added to a team; each client tells it, whenever somebody opens the channel. */
function isToldAlready({ told }: ClientHub, { type, conversation }: ClientActivity): boolean {
  if (!isShared(spotOf(conversation.id)) || !/^(installation|conversation)Update$/.test(type)) return false
  const news = `${type} ${conversation.id}`
  if (told.has(news)) return true
  told.add(news)
  return false
}

interface Place {
  /** As the bot knows it. */
  readonly spot: Spot
  /** The message begins its thread. */
  readonly begins: boolean
}

async function placeOf(hub: ClientHub, seat: Seat, { type, text, conversation }: ClientActivity): Promise<Place> {
  const { conversationId, root: own } = spotOf(conversation.id)
  const root = own === undefined ? undefined : hub.messages.idFrom(seat, own)
  const spot = { conversationId, ...(root !== undefined && { root }) }
  if (!isShared(spot) || type !== 'message' || !text) return { spot, begins: false }
  const ids = await showOthers(hub, seat, { text, spot })
  if (own === undefined || root !== undefined) return { spot, begins: false }
  const { id } = hub.messages.add({ conversationId }, new Map([...ids, [seat, own]]))
  return { spot: { conversationId, root: id }, begins: true }
}

/** No client shows what somebody else writes: there, it comes from the bot and begins with a name. */
async function showOthers(
  hub: ClientHub,
  seat: Seat,
  { text, spot }: { readonly text: string; readonly spot: Spot },
): Promise<ReadonlyMap<Seat, string>> {
  const said = `${seat.person.name}: ${text.replace(/<at>([^<]*)<\/at>/g, '@$1')}`
  const shown = { type: 'message', text: said, textFormat: 'plain' }
  return (await post(hub, spot, { activity: shown, except: seat })).ids
}

function asTeams(
  hub: ClientHub,
  seat: Seat,
  { activity, place }: { readonly activity: ClientActivity; readonly place: Place },
): object {
  const { conversation, channelData, replyToId, type } = activity
  const { spot, begins } = place
  return {
    ...activity,
    ...(type === 'message' && { id: begins ? spot.root : hub.messages.newId() }),
    ...(replyToId !== undefined && { replyToId: hub.messages.idFrom(seat, replyToId) ?? replyToId }),
    serviceUrl: hub.url,
    conversation: { ...conversation, id: idOfSpot(spot) },
    channelData: { ...channelData, ...hub.channelOf(spot.conversationId) },
  }
}
