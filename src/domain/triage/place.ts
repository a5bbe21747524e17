import type { Surface } from '../case/case.js'

/** In a channel of Teams, the id of a thread ends with the id of the message that it began with. */
const THREAD = ';messageid='

/** The conversation without its thread. */
export function withoutThread(conversationId: string): string {
  const at = conversationId.indexOf(THREAD)
  return at < 0 ? conversationId : conversationId.slice(0, at)
}

/** The thread below the message that carries the card; null: it is not in a channel, or was not sent yet. */
export function threadOf({ conversationType, conversationId, activityId }: Surface): string | null {
  if (conversationType !== 'channel' || activityId === undefined) return null
  return `${withoutThread(conversationId)}${THREAD}${activityId}`
}

/** Whether somebody who writes or clicks in a conversation is where the card is: a click comes from the thread of its message. */
export function isShownIn(surface: Surface, conversationId: string): boolean {
  return surface.conversationId === conversationId || threadOf(surface) === conversationId
}

/** Whether every place of the sender, or of whoever asked, refuses messages for good: they blocked the bot or removed it. */
export function isUnreachable(surfaces: readonly Surface[]): boolean {
  const conversations = surfaces.filter(({ page }) => !page)
  const theirs = conversations.filter(({ audience }) => audience === 'sender')
  const places = theirs.length > 0 ? theirs : conversations.filter(({ audience }) => audience === 'user')
  return places.length > 0 && places.every(({ refused }) => refused !== undefined)
}

type Place = Pick<Surface, 'audience' | 'conversationType' | 'onlyFor'>

/** The card of the helpdesk's channel, the same for everybody there. */
export function isQueueCard({ audience, conversationType, onlyFor }: Place): boolean {
  return audience === 'helpdesk' && conversationType !== 'personal' && onlyFor === undefined
}
