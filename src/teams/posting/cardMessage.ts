import type { Log, Screen } from '../../app/ports.js'
import type { Surface } from '../../domain/case/case.js'
import type { Message } from '../../domain/diagnosis/diagnosis.js'
import { mentionIn } from '../../view/mention.js'
import type { Size } from './cardDelivery.js'

/** Draws screens; implemented by src/view. */
export interface CardView {
  /** An Adaptive Card 1.5. `short`: without its optional parts. */
  card(screen: Screen, surface: Surface, size?: 'short'): object
  /** One plain sentence for notifications and clients without cards. */
  summary(screen: Screen, locale: string): string
  /** A message as plain text. */
  text(message: Message, locale: string): string
}

/** Keys of the notices that this folder shows on its own. */
export const NOTICES = {
  failed: 'notice.failed',
  tooLarge: 'notice.tooLarge',
  tooFast: 'notice.tooFast',
} as const

/** The activity with the card of a screen. Throws what the view throws. */
export function cardMessage(
  { view, log }: { readonly view: CardView; readonly log: Log },
  { surface, screen, size }: { readonly surface: Surface; readonly screen: Screen; readonly size: Size },
): object {
  const shown: Screen = size === 'notice' ? { kind: 'notice', message: { key: NOTICES.tooLarge } } : screen
  try {
    const card = size === 'short' ? view.card(shown, surface, 'short') : view.card(shown, surface)
    const content = withMention(card, shown, surface)
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }]
    const summary = view.summary(shown, surface.locale)
    // Where Copilot draws no card, its text is all that people see.
    return { ...envelopeOf(surface), summary, ...(surface.immutable && { text: summary }), attachments }
  } catch (error) {
    log.error({ err: error, screen: screen.kind }, 'A card could not be drawn')
    throw error
  }
}

/**
 * Makes the name in the card a mention, which notifies the person. A message with both a text and a card would show both, so
 * there is none in its text. https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
 */
function withMention(card: object, screen: Screen, surface: Surface): object {
  const mention = mentionIn(screen, surface)
  if (!mention) return card
  const { text, id, name } = mention
  return { ...card, msteams: { entities: [{ type: 'mention', text, mentioned: { id, name } }] } }
}

export function envelopeOf(surface: Surface): object {
  return {
    type: 'message',
    channelId: surface.channelId,
    serviceUrl: surface.serviceUrl,
    from: { id: surface.botId, name: surface.botName },
    conversation: { id: surface.conversationId },
    locale: surface.locale,
  }
}
