import { createHmac } from 'node:crypto'

/** Gives a short token to show in place of something personal. */
export type Mask = (value: string) => string

/**
 * Under one key a value always has the same token, whatever its case, so one person can be followed through a log. The key
 * is random and known only to this process, so a reader of the log cannot find out an address by trying candidates.
 */
export function createMask(key: Uint8Array): Mask {
  return value => `#${createHmac('sha256', key).update(value.toLowerCase()).digest('base64url').slice(0, 10)}`
}

/** An address by which those who know it recognize it, and nobody else: s…@contoso.com. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 0 ? maskedName(address) : `${firstOf(address)}…${address.slice(at)}`
}

/** The first letter of each word. */
function maskedName(name: string): string {
  const words = name.split(/\s+/).filter(word => word !== '')
  return words.map(word => `${firstOf(word)}…`).join(' ')
}

function firstOf(text: string): string {
  return [...text][0] ?? ''
}
