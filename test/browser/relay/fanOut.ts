import type { Answer } from '../../teams/channelRules/answer.js'
import type { ListedMember } from '../../teams/channelRules/roster.js'
import type { Messages, RelayedMessage } from './messages.js'
import { idOfSpot, isShared, type Spot } from './place.js'
import type { Seat } from './seat.js'

/** What all parts of the relay share. */
export interface Hub {
  readonly seats: readonly Seat[]
  readonly messages: Messages
  /** Of the channel and of the group chat. */
  readonly members: readonly ListedMember[]
}

export interface Posting {
  readonly activity: Readonly<Record<string, unknown>>
  /** The id of the only person who sees it. */
  readonly onlyFor?: string
  /** Whose client shows it already. */
  readonly except?: Seat
}

interface Posted {
  /** What the clients call the new message. */
  readonly ids: ReadonlyMap<Seat, string>
  /** How a client refused it; null: none did. */
  readonly refused: Answer | null
}

/** Shows a new message to everybody who is there. */
export async function post(hub: Hub, spot: Spot, { activity, onlyFor, except }: Posting): Promise<Posted> {
  const ids = new Map<Seat, string>()
  const answers = seatsAt(hub, spot)
    .filter(seat => seat !== except && (onlyFor === undefined || seat.id === onlyFor))
    .map(async seat => {
      const there = spotAt(hub, seat, spot)
      if (!there) return null
      const id = idOfSpot(there)
      const answer = await seat.call('POST', `${encodeURIComponent(id)}/activities`, ownOf(activity, seat, id))
      const made = idIn(answer)
      if (made !== undefined) ids.set(seat, made)
      return answer
    })
  return { refused: firstRefusal(await Promise.all(answers)), ids }
}

/** Shows every client that has the message what it is now. */
export async function redraw(hub: Hub, message: RelayedMessage, activity: Posting['activity']): Promise<Answer> {
  const { id, conversationId } = message
  const answers = seatsAt(hub, { conversationId }).map(async seat => {
    const own = hub.messages.idAt(seat, id)
    if (own === undefined) return null
    const path = `${encodeURIComponent(conversationId)}/activities/${encodeURIComponent(own)}`
    return seat.call('PUT', path, { ...ownOf(activity, seat, conversationId), id: own })
  })
  return firstRefusal(await Promise.all(answers)) ?? { status: 200, body: { id } }
}

/** The clients that show this conversation. Who has left the channel sees nothing new there. */
export function seatsAt({ seats, members }: Hub, spot: Spot): readonly Seat[] {
  if (!isShared(spot)) return seats.filter(({ chatId }) => chatId === spot.conversationId)
  return seats.filter(seat => members.some(({ id }) => id === seat.id))
}

/** undefined: the client does not show that thread. */
function spotAt({ messages }: Hub, seat: Seat, { conversationId, root }: Spot): Spot | undefined {
  if (root === undefined) return { conversationId }
  const own = messages.idAt(seat, root)
  return own === undefined ? undefined : { conversationId, root: own }
}

/** The client knows neither the relay nor its ids. */
function ownOf(activity: Posting['activity'], { serviceUrl }: Seat, conversationId: string): object {
  const { replyToId: _, id: __, recipient: ___, ...rest } = activity
  return { ...rest, serviceUrl, conversation: { id: conversationId } }
}

function idIn({ body }: Answer): string | undefined {
  return (body as { readonly id?: string } | undefined)?.id
}

function firstRefusal(answers: readonly (Answer | null)[]): Answer | null {
  return answers.find(answer => answer !== null && answer.status >= 300) ?? null
}
