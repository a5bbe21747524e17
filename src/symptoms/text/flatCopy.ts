/** The same text on its own: a part of a text that is kept would keep all of that text in memory. */
export function copyOf<Text extends string | null>(text: Text): Text {
  return (text === null ? null : Buffer.from(text, 'utf16le').toString('utf16le')) as Text
}
