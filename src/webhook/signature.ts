import { createHmac } from 'node:crypto'

export interface SignedParts {
  readonly id: string
  /** Seconds since 1970. */
  readonly timestamp: number
  /** Exactly as it is sent. */
  readonly body: string
}

/**
 * The headers by which a receiver knows that an event comes from this bot, and when it was sent: one signature for each key,
 * so that a key can be replaced without a pause.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
 */
export function signatureHeaders(
  { id, timestamp, body }: SignedParts,
  keys: readonly Uint8Array[],
): Readonly<Record<string, string>> {
  const signed = `${id}.${timestamp}.${body}`
  const signatures = keys.map(key => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  }
}
