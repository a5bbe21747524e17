import { excerpt } from '../domain/parsedMessage.js'

/**
 * Text from people or from Dataverse, on its way into a card. It is data: no client and no template may evaluate it,
 * and it may not look like a part of the card.
 */

/** Longer than any name or address in Dataverse, and short enough to keep a card readable. */
const MAX_LENGTH = 200

/** Invisible, and allows no line break: inserted into an expression, it makes it plain text. */
const WORD_JOINER = '\u2060'

/**
 * For places that show text as it is (titles of buttons and choices, labels, altText): control, direction-changing and
 * half characters removed; `${`, `{{`, `](`, `://` and `www.` broken by U+2060, since some clients interpret Markdown there
 * too, and turn anything that looks like a link into one.
 */
export function plainText(text: string, maxLength = MAX_LENGTH): string {
  const clean = text
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
  return broken(excerpt(clean.trim(), maxLength))
}

/** For a TextBlock: escapes Markdown as well. */
export function markdownText(text: string, maxLength = MAX_LENGTH): string {
  const shown = plainText(text, maxLength).replace(/[\\*_[\]`~]/g, '\\$&')
  // At the start of a line, these characters would make a list, a heading or a quotation.
  return /^(?:[-+>#]|\d+[.)])/.test(shown) ? WORD_JOINER + shown : shown
}

/** Whether the text can be put into a card and sent back unchanged. */
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
