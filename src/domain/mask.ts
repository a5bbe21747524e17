/**
 * A short token in place of something personal. The same value gets the same token within a case, so that a log can be
 * followed, and another one in every other case. FNV-1a, 32 bit: it hides, it does not encrypt.
 */
export function mask(value: string, caseId: string): string {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(`${caseId} ${value.toLowerCase()}`)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  }
  return `#${hash.toString(36).padStart(7, '0')}`
}
