import type { Message } from '../diagnosis/diagnosis.js'

/** One extra line on a card, for example why a click was refused. */
export type Note = Message

/** One place where a card of the case is shown. Our own shape: nothing of an SDK is stored. */
export interface Surface {
  /** `sender`: the person whose consent somebody else's case asks for. */
  readonly audience: 'user' | 'helpdesk' | 'sender'
  readonly channelId: string
  readonly conversationId: string
  readonly conversationType: 'personal' | 'groupChat' | 'channel'
  readonly serviceUrl: string
  readonly tenantId: string | null
  readonly botId: string
  readonly botName: string
  readonly locale: string
  /** IANA name of the time zone of whoever wrote there last; absent: not known. */
  readonly timeZone?: string
  /** Whether the channel supports Action.Execute. */
  readonly execute: boolean
  /** A web page: it shows the case as it is whenever somebody looks, and nothing can be sent there. */
  readonly page?: true
  /** What was sent cannot be changed, as in Microsoft 365 Copilot: what is new comes as a new message. */
  readonly immutable?: true
  /** What is shown there is shown to this member of the conversation only; absent: to everybody in it. */
  readonly onlyFor?: { readonly id: string; readonly name: string }
  /** The message that carries the card, once it was sent. */
  readonly activityId?: string
  /** The latest revision of the case that the channel confirmed it shows. */
  readonly drawn?: number
  /** Messages that carried the card before and still have to be changed to say that it moved. */
  readonly retires?: readonly string[]
  /** The message was gone and the card was sent again, which is done only once. */
  readonly sentAnew?: true
  /** HTTP status of a permanent refusal by the channel: nothing more is shown there. */
  readonly refused?: number
  /** An extra line on the card, until the case changes. */
  readonly note?: Note
  /** What the card in the helpdesk's channel shows, as a hash. */
  readonly face?: string
  /** The people here were notified that the mail left. */
  readonly notified?: true
}

/** The place itself, without the message last shown there. A page has no messages: its only card stays. */
export function withoutMessage(surface: Surface): Surface {
  if (surface.page) return surface
  const { activityId: _, ...place } = surface
  return place
}

/** Whether people can be told something there: they are not on a page, and the channel does not refuse it for good. */
export function takesMessages({ page, refused }: Pick<Surface, 'page' | 'refused'>): boolean {
  return !page && refused === undefined
}
