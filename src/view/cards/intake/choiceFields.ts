import type { KeyBelow } from '../../../domain/messageKey.js'
import { isHarmless } from '../../escape.js'
import type { Button } from '../../parts/buttons.js'
import type { Args, Wording } from '../../wordings.js'

/** The most choices that anybody scrolls through on a phone; others can be typed. */
export const MAX_CHOICES = 25

interface Choice {
  readonly title: string
  readonly value: string
}

interface Choices {
  readonly label: string
  readonly error: string
  readonly items: readonly Choice[]
  /** The preselected value; empty: none. */
  readonly chosen: string
  /** Their titles are sentences, which a drop-down list would cut off. */
  readonly isLong?: true
  /** Says how many are left out. */
  readonly more?: string
}

interface Field {
  readonly label: string
  readonly error: string
  readonly placeholder: string
  readonly value: string
  readonly style: 'email' | 'text'
  readonly maxLength: number
  readonly isMultiline?: true
}

/** The parts that differ from question to question. */
export interface ChoiceFields {
  /** One button for each choice, below one another. */
  readonly options?: readonly Button[]
  readonly choices?: readonly Choices[]
  readonly fields?: readonly Field[]
  readonly hints?: readonly string[]
  readonly next?: Button
  /** Leaves the input unanswered. */
  readonly skip?: Button
}

/** Questions that are answered in an input field. */
type Asked = KeyBelow<'intake'> extends infer K ? (K extends `${infer Ask}.error` ? Ask : never) : never

export function labels(ask: Asked, wording: Wording, args: Args = {}) {
  return {
    label: wording.say(`intake.${ask}.label`, args, 'plain'),
    error: wording.say(`intake.${ask}.error`, {}, 'plain'),
  }
}

export function left(count: number, wording: Wording): { more?: string } {
  return count > 0 ? { more: wording.say('intake.more', { count }) } : {}
}

/** Prefills only text that can be put into a card and sent back unchanged. */
export function inField(text: string | undefined, maxLength: number): string {
  // Clients do not turn text in an input field into links.
  const shown = text?.replaceAll('://', ' ')
  return text !== undefined && shown !== undefined && text.length <= maxLength && isHarmless(shown, maxLength)
    ? text
    : ''
}
