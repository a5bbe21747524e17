const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as HTML, also within an attribute in quotes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, sign => ENTITIES[sign] ?? '')
}
