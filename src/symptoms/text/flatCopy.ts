/** Copies a text, because a kept substring would keep the whole text that it comes from in memory. */
export function copyOf<Text extends string | null>(text: Text): Text {
  return (text === null ? null : Buffer.from(text, 'utf16le').toString('utf16le')) as Text
}
