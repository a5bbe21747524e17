/** East Asian punctuation, and what it separates like. Each mark becomes one character, so that positions stay the same. */
const PLAIN: Readonly<Record<string, string>> = {
  '\u3000': ' ',
  '、': ',',
  '。': '\n',
  '｡': '\n',
  '「': '"',
  '」': '"',
  '『': '"',
  '』': '"',
  '【': '(',
  '】': ')',
  '〈': '<',
  '〉': '>',
  '《': '<',
  '》': '>',
  '〔': '(',
  '〕': ')',
  '“': '"',
  '”': '"',
  '„': '"',
}
/** Distance from ！…～ (full-width forms, as Japanese and Chinese keyboards type them) to the ASCII characters. */
const FULL_WIDTH = 0xfee0
const MARKS = /[\u3000、。｡「」『』【】〈〉《》〔〕“”„！-～]/g

/** The text with the marks, letters and digits of ASCII in place of their East Asian forms. A full stop ends a line. */
export function withPlainPunctuation(text: string): string {
  return IS_WESTERN.test(text) ? text : text.replace(MARKS, plainOf)
}

/** No mark that `MARKS` has. */
const IS_WESTERN = /^[^\u201c-\u201e\u3000-\u30fb\uff01-\uff64]*$/

function plainOf(mark: string): string {
  return PLAIN[mark] ?? String.fromCharCode(mark.charCodeAt(0) - FULL_WIDTH)
}
