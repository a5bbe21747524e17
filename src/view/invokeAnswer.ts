import type { Screen } from '../app/ports.js'
import type { Surface } from '../domain/case/case.js'
import type { View } from './view.js'

/** The answer to an Action.Execute. https://learn.microsoft.com/dotnet/api/microsoft.teams.apps.adaptivecardresponse */
export interface InvokeCard {
  readonly statusCode: 200
  readonly type: 'application/vnd.microsoft.card.adaptive' | 'application/vnd.microsoft.activity.message'
  /** The next card, or a text beside the card that was clicked. */
  readonly value: object | string
}

/**
 * What clients accept as the next card; after an empty answer, they would send the click again. A message in its place leaves
 * the card.
 */
export function invokeAnswer(view: Pick<View, 'card' | 'text'>, screen: Screen, surface: Surface): InvokeCard {
  if (isBeside(screen)) return besideCard(view.text(screen.message, surface.locale, surface.page))
  return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: view.card(screen, surface) }
}

/** A text that leaves the clicked card as it is. */
export function besideCard(text: string): InvokeCard {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text }
}

export function isBeside(screen: Screen): screen is Extract<Screen, { kind: 'notice' }> {
  return screen.kind === 'notice' && screen.beside === true
}
