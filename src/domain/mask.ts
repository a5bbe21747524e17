import { createHmac } from 'node:crypto'

/** A short token in place of something personal. */
export type Mask = (value: string) => string

/**
 * One key, one token for a value, whatever its case: what concerns one person can be followed through a log. The key is
 * chance, and known to this process alone: whoever reads the log cannot try addresses out until a token fits.
 */
export function createMask(key: Uint8Array): Mask {
  return value => `#${createHmac('sha256', key).update(value.toLowerCase()).digest('base64url').slice(0, 10)}`
}
