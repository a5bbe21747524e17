/** More digits than anybody ever gives a case. */
const NUMBER = /^#?\s?(\d{1,9})$/

/** The number of a case, as people quote it: "#12" or "12"; null: the text is something else. */
export function shortNumberIn(text: string): number | null {
  const digits = NUMBER.exec(text.trim())?.[1]
  return digits === undefined ? null : Number(digits)
}
