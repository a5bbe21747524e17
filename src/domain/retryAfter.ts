/** Retry-After as seconds or as an HTTP date; null: none, or not to be understood. */
export function parseRetryAfter(header: string | undefined, now: Date): number | null {
  if (!header) return null
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header) * 1000
  // Date.parse alone makes a date of nearly everything, "-5" included.
  const date = header.trim().endsWith(' GMT') ? Date.parse(header) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime())
}
