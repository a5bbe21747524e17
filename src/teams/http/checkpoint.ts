import type { Log } from '../../app/ports.js'
import type { HttpRefusal } from '../../http/requestBody.js'
import type { HttpRequest } from '../../http/route.js'
import type { ChannelAdapter } from '../channelAdapter.js'
import { refusalOf } from './admission.js'
import { KeysUnavailable } from './channelKeys.js'
import { type ChannelTokens, Unauthorized, type Voucher, vouchesFor } from './channelTokens.js'

/** How an activity is let in. */
export interface Gate {
  readonly tokens: Pick<ChannelTokens, 'read'>
  /** Entra tenant ids, in lower case. */
  readonly allowedTenants: ReadonlySet<string>
}

export interface CheckpointOptions {
  readonly adapter: ChannelAdapter
  readonly log: Log
  /** null: local mode; requests come without a token. */
  readonly gate: Gate | null
}

const NO_KEYS: HttpRefusal = {
  status: 503,
  sentence: 'The keys of the Bot Framework cannot be had, so no token can be checked. Try again in a moment.',
  retryAfter: 10,
}
const UNAUTHORIZED: HttpRefusal = { status: 401, sentence: 'A valid token of the Bot Framework is needed.' }
const ELSEWHERE: HttpRefusal = {
  status: 400,
  sentence: 'In local mode the serviceUrl of an activity must be on this machine.',
}

/** null: local mode, where nobody has a token. It does not read the body. */
export async function voucherOf(
  { gate, log, refused }: CheckpointOptions & { readonly refused: (reason: string) => void },
  request: HttpRequest,
): Promise<Voucher | HttpRefusal | null> {
  try {
    return gate && (await gate.tokens.read(request.headers.authorization))
  } catch (error) {
    if (error instanceof Unauthorized) {
      refused(error.message)
      return UNAUTHORIZED
    }
    if (!(error instanceof KeysUnavailable)) throw error
    log.error({ err: error }, 'No token can be checked')
    return NO_KEYS
  }
}

const SECOND_MS = 1_000

/** Requests without a token must not fill the log: one line a second, with `more`, the number since the last line. */
export function oncePerSecond(log: Log): (reason: string) => void {
  let [next, more] = [0, 0]
  return reason => {
    const now = performance.now()
    if (now < next) {
      more += 1
      return
    }
    log.warn({ reason, ...(more > 0 && { more }) }, 'Refused a request without a valid token')
    next = now + SECOND_MS
    more = 0
  }
}

type Checked = Parameters<typeof refusalOf>[0] & { readonly serviceUrl: string }

/** Why this token does not cover an activity; null: it does. */
export function notFor(
  { adapter, gate, log, voucher }: CheckpointOptions & { readonly voucher: Voucher | null },
  activity: Checked,
): HttpRefusal | null {
  const isService = adapter.isService(activity.serviceUrl)
  if (!gate || !voucher) return isService ? null : ELSEWHERE
  if (!isService || !vouchesFor(voucher, activity)) {
    const reason = isService ? 'The token is for another service or channel' : 'The service is none of the channel'
    log.warn({ reason }, 'Refused a request without a valid token')
    return UNAUTHORIZED
  }
  const refusal = refusalOf(activity, gate.allowedTenants)
  if (refusal) log.warn({ channel: activity.channelId, ...refusal.details }, refusal.message)
  return refusal && { status: 403, sentence: refusal.sentence }
}
