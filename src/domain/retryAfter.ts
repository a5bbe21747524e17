/** Reads Retry-After, seconds or an HTTP date, into milliseconds. null: there is none, or it cannot be parsed. */
export function parseRetryAfter(header: string | undefined, now: Date): number | null {
  if (!header) return null
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header) * 1000
  // Date.parse alone accepts nearly everything, even "-5".
  const date = header.trim().endsWith(' GMT') ? Date.parse(header) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime())
}
