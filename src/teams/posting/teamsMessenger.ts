import { setTimeout } from 'node:timers/promises'
import { noScope } from '../../app/ports/logScope.js'
import { noTelemetry } from '../../app/ports/telemetry.js'
import type { Delivery, Log, LogScope, Messenger, Person365, Screen, Telemetry, Urgency } from '../../app/ports.js'
import type { Actor, Surface } from '../../domain/case/case.js'
import { CallDeadline } from '../../http/callDeadline.js'
import { type DeliveryWay, Showing, type ShownCard, type Size } from './cardDelivery.js'
import { type CardView, cardMessage, envelopeOf } from './cardMessage.js'
import type { Attachment, ChannelRequest, ConnectorPort } from './connector.js'
import type { PostingPace } from './conversationQueue.js'
import { type MessageSurface, Outbox } from './outbox.js'
import { openPersonal } from './personalChat.js'
import type { Posting } from './postingJob.js'
import { pointOf, showsProgress, urgencyOf } from './screenOrder.js'

export interface MessengerOptions {
  readonly connector: (serviceUrl: string) => Promise<ConnectorPort>
  readonly view: CardView
  readonly log: Log
  readonly scope?: LogScope
  readonly telemetry?: Telemetry
  readonly pace?: PostingPace
  /** The deadline of a channel call that begins now, including the fetch of its token. */
  readonly deadline?: () => AbortSignal
  /** The longest that updates of a message wait for the answer to a click on it, in milliseconds. */
  readonly longestTurn?: number
  /** How long closing may take, in milliseconds. */
  readonly grace?: number
}

const PATIENCE_MS = 15_000
/** Teams gives up on a click earlier than this. */
const LONGEST_TURN_MS = 20_000
/** How long closing waits for what has begun. */
export const GRACE_MS = 8_000

const afterPatience = () => AbortSignal.timeout(PATIENCE_MS)

const realPace: PostingPace = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }).catch(() => {}),
}

/**
 * The application's messenger over the Bot Connector. What is sent and redrawn shares the budget of its conversation;
 * every call has a deadline, and every promise ends. It keeps only what waits, and the times of the last hour's calls.
 */
export class TeamsMessenger implements Messenger {
  readonly #options: MessengerOptions & Required<Pick<MessengerOptions, 'scope' | 'telemetry'>>
  readonly #outbox: Outbox
  readonly #patience: CallDeadline

  constructor(options: MessengerOptions) {
    const { pace = realPace, longestTurn = LONGEST_TURN_MS, deadline = afterPatience, grace = GRACE_MS } = options
    this.#options = { scope: noScope, telemetry: noTelemetry, ...options }
    this.#outbox = new Outbox({ pace, longestTurn, grace })
    this.#patience = new CallDeadline(deadline)
  }

  send(surface: Surface, screen: Screen, urgency: Urgency = 'answer'): Promise<Delivery> {
    return this.#put(this.#cardOn(surface, screen), { way: 'post', urgency, message: null })
  }

  /**
   * While a click on that message is being answered, the draw waits, and so does the promise: whoever answers the click
   * must not wait for it. (If it does, the draw is sent after `longestTurn`, and the click continues.) A screen that is
   * older than what the message shows is not drawn, and counts as shown.
   */
  async update(surface: Surface, screen: Screen, urgency: Urgency = urgencyOf(screen)): Promise<Delivery> {
    if (!hasMessage(surface)) return { result: 'gone' }
    const message = { key: surface.activityId, point: pointOf(screen) }
    return this.#put(this.#cardOn(surface, screen), { way: 'put', urgency, message })
  }

  /** Shows the successor of a clicked card, where the click itself cannot be answered with a card; within `during`. Never rejects. */
  async replace(surface: Surface, screen: Screen): Promise<Delivery> {
    const way = hasMessage(surface) ? 'put' : 'post'
    const card: ShownCard = { ...this.#cardOn(surface, screen), unchangeable: 'post', gone: 'post' }
    const delivery = await this.#put(card, { way, urgency: 'answer', message: null })
    if (delivery.result === 'shown') this.answered(surface, screen)
    return delivery
  }

  /** Sends something other than one of our cards. Never rejects. */
  attach(surface: Surface, attachment: Attachment): Promise<Delivery> {
    const draw = () => ({ ...envelopeOf(surface), attachments: [attachment] })
    const shown = { surface, kind: attachment.contentType, call: this.#callOf(surface, draw) }
    return this.#put({ ...shown, ...TOLD }, { way: 'post', urgency: 'answer', message: null })
  }

  /** Records that the answer to a click shows this; to be called within `during`. */
  answered(surface: Surface, screen: Screen): void {
    if (!hasMessage(surface) || surface.immutable || !this.#outbox.shows(surface, pointOf(screen))) return
    // A draw that began before the click may arrive after the answer to it.
    void this.update(surface, screen, 'answer')
  }

  /** Runs the turn that answers a click on the surface's card; the card is not redrawn meanwhile. */
  during<R>(surface: Surface, turn: () => Promise<R>): Promise<R> {
    return hasMessage(surface) ? this.#outbox.during(surface, turn) : turn()
  }

  /**
   * A targeted message: https://learn.microsoft.com/microsoftteams/platform/agents-in-teams/targeted-messages
   * UNCONFIRMED: whether Teams takes one in the thread of a channel, and with which code it refuses somebody who is no member.
   */
  async whisper(surface: Surface, { id, name }: Pick<Actor, 'id' | 'name'>, screen: Screen): Promise<Delivery> {
    const { activityId: _, ...place } = surface
    return canWhisper(place) ? this.send({ ...place, onlyFor: { id, name } }, screen) : CANNOT_WHISPER
  }

  openPersonal(person: Person365, like: Surface): Promise<Surface | null> {
    const call = <R>(request: ChannelRequest<R>) => this.#call(like, request)
    return openPersonal({ ...this.#options, outbox: this.#outbox, call }, person, like)
  }

  /** Delivers everything that waits, without pauses; what cannot be delivered within seconds fails. */
  close(): Promise<void> {
    return this.#outbox.close()
  }

  #put(
    shown: ShownCard,
    { way, ...posting }: Pick<Posting, 'urgency' | 'message'> & { readonly way: DeliveryWay },
  ): Promise<Delivery> {
    const { surface, unchangeable } = shown
    const cannotChange = way === 'put' && surface.immutable === true
    if (cannotChange && unchangeable === 'skip') return Promise.resolve({ result: 'shown', surface })
    const showing = new Showing(shown, cannotChange ? 'post' : way, this.#options)
    // Whichever posting wakes the queue, what is logged about this one belongs to its own case.
    const bound = { attempt: this.#options.scope.bind(showing.attempt), ended: this.#options.scope.bind(showing.ended) }
    return this.#outbox.put(surface, { ...posting, ...bound })
  }

  /** Where messages cannot be changed, progress and "it moved" are left out, and everything else comes as a new message. */
  #cardOn(surface: Surface, screen: Screen): ShownCard {
    const call = this.#callOf(surface, size => cardMessage(this.#options, { surface, screen, size }))
    const unchangeable = showsProgress(screen) || screen.kind === 'notice' ? 'skip' : 'post'
    return { surface, kind: screen.kind, call, unchangeable, gone: 'tell' }
  }

  #callOf(surface: Surface, draw: (size: Size) => object): ShownCard['call'] {
    const { conversationId, activityId = '', onlyFor } = surface
    return async (way, size) => {
      const activity = draw(size)
      const { id } = await this.#call(surface, async ({ conversations }, abortSignal) => {
        const options = { abortSignal, ...(onlyFor && { isTargeted: true }) }
        // A change of a targeted message that names its recipient is refused.
        if (way === 'put')
          return conversations.updateActivity(conversationId, activityId, { ...activity, id: activityId }, options)
        return conversations.sendToConversation(conversationId, { ...activity, ...recipientOf(surface) }, options)
      })
      return way === 'post' && id ? { ...surface, activityId: id } : surface
    }
  }

  #call<R>({ serviceUrl }: Surface, request: ChannelRequest<R>): Promise<R> {
    const call = async (signal: AbortSignal) => request(await this.#options.connector(serviceUrl), signal)
    return this.#patience.wait(call, this.#outbox.over)
  }
}

const TOLD = { unchangeable: 'post', gone: 'tell' } as const

/** As for a method that does not exist there. */
const CANNOT_WHISPER: Delivery = { result: 'refused', status: 405 }

/** A chat of two is private anyway, and the channel refuses it there; other channels would show it to everybody. */
function canWhisper({ channelId, conversationType }: Surface): boolean {
  return channelId === 'msteams' && conversationType !== 'personal'
}

function recipientOf({ onlyFor }: Surface): object {
  return onlyFor ? { recipient: { id: onlyFor.id, name: onlyFor.name } } : {}
}

function hasMessage(surface: Surface): surface is MessageSurface {
  return surface.activityId !== undefined
}
