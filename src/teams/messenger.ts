import { setTimeout } from 'node:timers/promises'
import type { Messenger, Person365, Screen } from '../app/ports.js'
import type { Surface } from '../domain/case.js'
import type { Message } from '../domain/diagnosis.js'
import { bounded, type ConnectorPort, statusOf } from './connector.js'
import type { Log } from './log.js'
import { openPersonal } from './personalChat.js'
import { type Pace, UpdateQueue } from './updates.js'

/** Draws screens; implemented by src/view. */
export interface CardView {
  /** An Adaptive Card 1.5. */
  card(screen: Screen, surface: Surface): object
  /** One plain sentence for notifications and clients without cards. */
  summary(screen: Screen, locale: string): string
  /** A message as plain text. */
  text(message: Message, locale: string): string
}

export interface MessengerOptions {
  readonly connector: (serviceUrl: string) => Promise<ConnectorPort>
  readonly view: CardView
  readonly log: Log
  readonly pace?: Pace
}

/** Keys of the notices that this folder shows by itself. */
export const NOTICES = { failed: 'notice.failed', tooLarge: 'notice.tooLarge' } as const

/** Answers to an update that no repetition mends: the channel cannot do it, or the message is gone. */
const REFUSED: readonly (number | undefined)[] = [404, 405, 501]

const everySecond: Pace = {
  interval: 1000,
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }).catch(() => {}),
}

interface Drawing {
  readonly surface: Surface & { readonly activityId: string }
  readonly screen: Screen
}

/** The application's messenger over the Bot Connector. Keeps nothing but updates that wait for their second. */
export class TeamsMessenger implements Messenger {
  readonly #options: MessengerOptions
  readonly #updates: UpdateQueue<Drawing>

  constructor(options: MessengerOptions) {
    this.#options = options
    this.#updates = new UpdateQueue(drawing => this.#redraw(drawing), options.pace ?? everySecond)
  }

  /** Throws when the channel does not take the message after retries. */
  async send(surface: Surface, screen: Screen): Promise<Surface> {
    const answer = await this.#orSmaller(screen, async shown => {
      const { conversations } = await this.#options.connector(surface.serviceUrl)
      return conversations.sendToConversation(surface.conversationId, this.#message(surface, shown), bounded())
    })
    return answer.id ? { ...surface, activityId: answer.id } : surface
  }

  /**
   * Never rejects: what a channel does not take is logged. Where messages cannot be changed, progress is left out and
   * the result comes as a new message.
   */
  async update(surface: Surface, screen: Screen): Promise<void> {
    if (hasMessage(surface)) await this.#updates.push(keyOf(surface), { surface, screen })
  }

  /** Shows what a clicked card becomes, where the click itself cannot be answered with a card. */
  async replace(surface: Surface, screen: Screen): Promise<void> {
    if (!hasMessage(surface) || !(await this.#put({ surface, screen }))) await this.send(surface, screen)
  }

  /** Runs the turn that answers a click on the surface's card; the card is not redrawn meanwhile. */
  during<R>(surface: Surface, turn: () => Promise<R>): Promise<R> {
    return hasMessage(surface) ? this.#updates.during(keyOf(surface), turn) : turn()
  }

  /** Throws when the channel is out of order. */
  openPersonal(person: Person365, like: Surface): Promise<Surface | null> {
    return openPersonal(this.#options, person, like)
  }

  close(): Promise<void> {
    return this.#updates.close()
  }

  async #redraw(drawing: Drawing): Promise<void> {
    const { surface, screen } = drawing
    try {
      if ((await this.#put(drawing)) || isUnderWay(screen)) return
      await this.send(surface, screen)
    } catch (error) {
      this.#options.log.error({ err: error, channel: surface.channelId }, 'A card could not be redrawn')
    }
  }

  /** false: the channel cannot change this message. */
  async #put({ surface, screen }: Drawing): Promise<boolean> {
    try {
      await this.#orSmaller(screen, async shown => {
        const { conversations } = await this.#options.connector(surface.serviceUrl)
        const activity = { ...this.#message(surface, shown), id: surface.activityId }
        return conversations.updateActivity(surface.conversationId, surface.activityId, activity, bounded())
      })
      return true
    } catch (error) {
      const status = statusOf(error)
      if (!REFUSED.includes(status)) throw error
      this.#options.log.info({ status, channel: surface.channelId }, 'The channel does not change this message')
      return false
    }
  }

  /** A card that is too large for the channel (413 MessageSizeTooBig) becomes a notice. */
  async #orSmaller<R>(screen: Screen, show: (screen: Screen) => Promise<R>): Promise<R> {
    try {
      return await show(screen)
    } catch (error) {
      if (statusOf(error) !== 413) throw error
      this.#options.log.error({ screen: screen.kind }, 'A card was too large for the channel')
      return show({ kind: 'notice', message: { key: NOTICES.tooLarge } })
    }
  }

  #message(surface: Surface, screen: Screen): object {
    const { view } = this.#options
    return {
      type: 'message',
      channelId: surface.channelId,
      serviceUrl: surface.serviceUrl,
      from: { id: surface.botId, name: surface.botName },
      conversation: { id: surface.conversationId },
      locale: surface.locale,
      summary: view.summary(screen, surface.locale),
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: view.card(screen, surface) }],
    }
  }
}

function hasMessage(surface: Surface): surface is Drawing['surface'] {
  return surface.activityId !== undefined
}

function keyOf({ serviceUrl, conversationId, activityId }: Drawing['surface']): string {
  return [serviceUrl, conversationId, activityId].join('\n')
}

const UNDER_WAY: readonly string[] = ['locating', 'identifying', 'diagnosing', 'planning', 'applying', 'verifying']

/** More is to come without anybody doing anything. */
function isUnderWay(screen: Screen): boolean {
  return screen.kind === 'case' && UNDER_WAY.includes(screen.case.phase.name)
}
