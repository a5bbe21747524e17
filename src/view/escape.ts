import { excerpt } from '../domain/parsedMessage.js'

/**
 * Text from people or from Dataverse, on its way into a card. It is data: no client and no template may evaluate it,
 * and it may not look like a part of the card.
 */

/** Longer than any name or address that Dataverse stores and shorter than what makes a card unreadable. */
const MAX_LENGTH = 200

/** Invisible, and no place to break a line: what it stands in is no longer an expression. */
const WORD_JOINER = '\u2060'

/**
 * For places that show text as it is (titles of buttons and choices, labels, altText): control, direction-changing and
 * half characters removed; `${`, `{{`, `](`, `://` and `www.` broken by U+2060, since some clients read Markdown there
 * too, and make links of what looks like one.
 */
export function plainText(text: string, maxLength = MAX_LENGTH): string {
  const clean = text
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
  return broken(excerpt(clean.trim(), maxLength))
}

/** For a TextBlock: also nothing in it is Markdown. */
export function markdownText(text: string, maxLength = MAX_LENGTH): string {
  const shown = plainText(text, maxLength).replace(/[\\*_[\]`~]/g, '\\$&')
  // At the start of a line these would make a list, a heading or a quotation.
  return /^(?:[-+>#]|\d+[.)])/.test(shown) ? WORD_JOINER + shown : shown
}

/** Whether the text can stand in a card, and come back from it, unchanged. */
export function isHarmless(text: string, maxLength = MAX_LENGTH): boolean {
  return plainText(text, maxLength) === text
}

function broken(text: string): string {
  return text
    .replace(/\$(?=\{)/g, `$&${WORD_JOINER}`)
    .replace(/\{(?=\{)/g, `$&${WORD_JOINER}`)
    .replace(/\](?=\()/g, `$&${WORD_JOINER}`)
    .replace(/:(?=\/\/)/g, `$&${WORD_JOINER}`)
    .replace(/(?<![@.\w])www(?=\.)/gi, `$&${WORD_JOINER}`)
}
