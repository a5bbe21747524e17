import type { DrawingContext } from './drawingContext.js'
import type { Button } from './parts/buttons.js'
import type { Wording } from './wordings.js'

export type StepContext = Pick<DrawingContext, 'wording' | 'viewer' | 'remedies' | 'repairs' | 'helpdesk'>

/** A card of one headline, a few sentences and buttons. */
export interface StepCard {
  readonly style: 'default' | 'good' | 'warning' | 'emphasis'
  readonly headline: string
  readonly known: string
  readonly lines: readonly { readonly text: string }[]
  readonly link: readonly { readonly title: string; readonly url: string; readonly style: 'positive' | 'default' }[]
  readonly copy: readonly { readonly label: string; readonly text: string }[]
  readonly code: readonly { readonly label: string; readonly placeholder: string }[]
  readonly buttons: readonly Button[]
  readonly quiet: readonly Button[]
}

export const PLAIN = { link: [], copy: [], code: [], quiet: [], buttons: [] } as const

export function lines(...texts: readonly string[]): { text: string }[] {
  return texts.map(text => ({ text }))
}

export function copyOf(text: string, wording: Wording): StepCard['copy'] {
  return text === '' ? [] : [{ label: wording.say('forward.label', {}, 'plain'), text }]
}
