import type { Delivery, Log, Telemetry } from '../../app/ports.js'
import type { Surface } from '../../domain/case/case.js'
import { type ConnectorFault, connectorFaultOf } from './connector.js'
import type { Again, PostAttempt, PostingStep } from './postingJob.js'

export type DeliveryWay = 'post' | 'put'
/** `notice`: a sentence to show instead of the card. */
export type Size = 'full' | 'short' | 'notice'

/** One thing to be shown. */
export interface ShownCard {
  readonly surface: Surface
  /** For the log. */
  readonly kind: string
  /** One call of the channel; resolves to the place of the message. */
  call(way: DeliveryWay, size: Size): Promise<Surface>
  /** What to do where messages cannot be changed: nothing, or send a new one. */
  readonly unchangeable: 'skip' | 'post'
  /** What to do where the message is gone. */
  readonly gone: 'tell' | 'post'
}

const SMALLER: Readonly<Record<Size, Size | null>> = { full: 'short', short: 'notice', notice: null }

/** The statuses that Teams says to retry, and those with which other channels and gateways mean the same. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit */
const PASSING: readonly number[] = [408, 412, 429, 500, 502, 503, 504]
/** The bot's own credentials do not work, or a proxy asks for some: the conversation is not the reason. */
const OURS: readonly number[] = [401, 407, 425]
const MOST_TRIES = 4
const FIRST_PAUSE_MS = 500
/** For a longer wait, the caller has to try again itself. */
const LONGEST_PAUSE_MS = 10_000

/** The calls needed to show one thing; each follows from the channel's answer to the one before. */
export class Showing {
  readonly #shown: ShownCard
  readonly #log: Log
  readonly #telemetry: Telemetry
  #way: DeliveryWay
  #size: Size = 'full'
  #tries = 0
  #fault: ConnectorFault | null = null

  constructor(
    shown: ShownCard,
    way: DeliveryWay,
    { log, telemetry }: { readonly log: Log; readonly telemetry: Telemetry },
  ) {
    this.#shown = shown
    this.#way = way
    this.#log = log
    this.#telemetry = telemetry
  }

  readonly attempt: PostAttempt = async () => {
    try {
      return { ended: { result: 'shown', surface: await this.#shown.call(this.#way, this.#size) } }
    } catch (error) {
      this.#fault = connectorFaultOf(error, new Date())
      return this.#after(this.#fault)
    }
  }

  /** Logs that something was not shown, without its content or its conversation. */
  readonly ended = ({ result }: Delivery): void => {
    if (result === 'shown') return
    const fields = this.fields
    if (result !== 'gone') this.#telemetry.cardDropped(result)
    if (result === 'gone') this.#log.info(fields, 'A message that was to change is gone')
    else if (result === 'failed') this.#log.warn(fields, 'A message could not be shown now')
    else this.#log.error(fields, 'The channel refused a message')
  }

  get fields(): object {
    const { kind, surface } = this.#shown
    const { status = null, code = 'none' } = this.#fault ?? {}
    return { status, code, channel: surface.channelId, screen: kind }
  }

  #after(fault: ConnectorFault): PostingStep {
    return this.#smaller(fault) ?? this.#otherWay(fault) ?? this.#later(fault) ?? { ended: this.#outcome(fault) }
  }

  /** A card that is too large for the channel (413 MessageSizeTooBig) becomes a shorter one, then a notice. */
  #smaller(fault: ConnectorFault): Again | null {
    const size = SMALLER[this.#size]
    if (fault.status !== 413 || !size) return null
    this.#log.warn({ ...this.fields, size: this.#size }, 'A card was too large for the channel')
    this.#size = size
    return this.#again(fault, 0)
  }

  /** Web Chat, for one, changes no message. */
  #otherWay(fault: ConnectorFault): PostingStep | null {
    if (this.#way !== 'put') return null
    const cannot = fault.status === 405 || fault.status === 501
    if (cannot && this.#shown.unchangeable === 'skip')
      return { ended: { result: 'shown', surface: this.#shown.surface } }
    if (!cannot && !(isMessageGone(fault) && this.#shown.gone === 'post')) return null
    this.#way = 'post'
    return this.#again(fault, 0)
  }

  #later(fault: ConnectorFault): Again | null {
    const { status, retryAfterMs } = fault
    if (status === null ? !fault.broken : !PASSING.includes(status)) return null
    const pause = retryAfterMs ?? FIRST_PAUSE_MS * 2 ** this.#tries * (1 + Math.random())
    if (++this.#tries >= MOST_TRIES || pause > LONGEST_PAUSE_MS) return null
    return { ...this.#again(fault, pause), ...(status === 429 && { pause: true as const }) }
  }

  #again(fault: ConnectorFault, afterMs: number): Again {
    return { next: this.attempt, afterMs, orElse: this.#outcome(fault) }
  }

  #outcome(fault: ConnectorFault): Delivery {
    const { status, refusal: code, retryAfterMs } = fault
    if (isMessageGone(fault) && this.#way === 'put') return { result: 'gone' }
    const isFinal = status !== null && status >= 400 && status < 500
    if (isFinal && !PASSING.includes(status) && !OURS.includes(status))
      return { result: 'refused', status, ...(code !== undefined && { code }) }
    return { result: 'failed', status, ...(retryAfterMs !== undefined && { retryAfterMs }) }
  }
}

/** A conversation that is gone, such as a channel that was deleted, takes no new message either. */
function isMessageGone({ status, refusal }: ConnectorFault): boolean {
  return status === 404 && refusal !== 'ConversationNotFound'
}
