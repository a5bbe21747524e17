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
