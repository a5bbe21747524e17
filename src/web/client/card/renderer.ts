import type * as AdaptiveCards from 'adaptivecards'
import { hostConfig } from './hostConfig.js'
import { htmlOf } from './markdown.js'

/** The renderer, which the page loads as a script of its own. */
const { AdaptiveCards: renderer } = globalThis as unknown as { readonly AdaptiveCards: typeof AdaptiveCards }

export { renderer }

export type Card = AdaptiveCards.AdaptiveCard

/** Once, before the first card. `more`: the name of the button behind which further buttons are. */
export function prepareRenderer(more: string): void {
  const { AdaptiveCard, GlobalSettings, RefreshMode, Strings } = renderer
  AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = htmlOf(text)
    result.didProcess = true
  }
  // The page says what failed, and asks for newer cards, by itself.
  GlobalSettings.applets.logEnabled = false
  GlobalSettings.applets.refresh.mode = RefreshMode.Disabled
  GlobalSettings.setTabIndexAtCardRoot = false
  Strings.defaults.overflowButtonText = () => more
  Strings.defaults.overflowButtonTooltip = () => more
}

export function cardConfig(): AdaptiveCards.HostConfig {
  return new renderer.HostConfig(hostConfig)
}

/** Before each card: the pattern for `lang` remembers where it stopped, and would refuse every other card (adaptivecards 3.0.6). */
export function freshContext(): AdaptiveCards.SerializationContext {
  const { regEx } = renderer.CardElement.langProperty as unknown as { readonly regEx: RegExp }
  regEx.lastIndex = 0
  return new renderer.SerializationContext()
}
