import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { Refusal, unauthorized } from './api/errors.js'
import type { ApiAnswer } from './mail/exchange.js'

/** Faults that a test can switch on. `every` hits each n-th request, `next` the next n. */
export type Fault = Rate &
  (
    | { readonly kind: 'throttle'; readonly retryAfterSeconds: number; readonly code?: keyof typeof THROTTLING }
    | { readonly kind: 'unavailable'; readonly retryAfterSeconds?: number }
    | { readonly kind: 'slow'; readonly ms: number }
    | { readonly kind: 'reset' | 'malformed' | 'unauthorized' }
    /** The request is carried out, and the connection cut before the response. `writes`: reads are left alone. */
    | { readonly kind: 'resetAfter'; readonly writes?: true }
    /** One operation of a $batch is throttled, the others are not. */
    | { readonly kind: 'throttlePart'; readonly retryAfterSeconds: number }
  )

interface Rate {
  readonly every?: number
  readonly next?: number
}

/** Service protection limits. https://learn.microsoft.com/power-apps/developer/data-platform/api-limits */
export const THROTTLING = {
  requests: {
    code: '0x80072322',
    message: 'Number of requests exceeded the limit of 6000 over time window of 300 seconds.',
  },
  time: {
    code: '0x80072321',
    message:
      'Combined execution time of incoming requests exceeded limit of 1200000 milliseconds over time window of 300 seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.',
  },
  concurrency: { code: '0x80072326', message: 'Number of concurrent requests exceeded the limit of 52.' },
} as const

interface Active {
  readonly fault: Fault
  seen: number
}

export class Faults {
  #active: Active[] = []

  set(...faults: readonly Fault[]): void {
    this.#active = faults.map(fault => ({ fault, seen: 0 }))
  }

  clear(): void {
    this.#active = []
  }

  /** The faults that hit this request. A $batch counts as a read although it is posted. */
  take({ method, url = '' }: Pick<IncomingMessage, 'method' | 'url'>): Fault[] {
    const reads = method === 'GET' || url.endsWith('/$batch')
    return this.#active
      .filter(({ fault }) => fault.kind !== 'throttlePart')
      .filter(({ fault }) => !(reads && 'writes' in fault))
      .filter(hits)
      .map(({ fault }) => fault)
  }

  /** The fault that hits this part of a batch. */
  takePart(): Extract<Fault, { kind: 'throttlePart' }> | undefined {
    const hit = this.#active.find(active => active.fault.kind === 'throttlePart' && hits(active))?.fault
    return hit?.kind === 'throttlePart' ? hit : undefined
  }
}

function hits(active: Active): boolean {
  active.seen += 1
  const { every, next } = active.fault
  if (next !== undefined) return active.seen <= next
  return every === undefined || active.seen % every === 0
}

/** Returns true if the fault has answered the request. */
export async function strike(fault: Fault, response: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case 'slow':
      await setTimeout(fault.ms)
      return false
    case 'malformed':
    case 'resetAfter':
    case 'throttlePart':
      return false
    case 'reset':
      response.socket?.destroy()
      return true
    case 'unavailable':
      response.writeHead(503, {
        'Content-Type': 'text/html',
        ...(fault.retryAfterSeconds !== undefined && { 'Retry-After': String(fault.retryAfterSeconds) }),
      })
      response.end('<html><body><h1>503 Service Unavailable</h1></body></html>')
      return true
    case 'unauthorized':
      return refuse(response, unauthorized())
    case 'throttle': {
      const { code, message } = THROTTLING[fault.code ?? 'requests']
      return refuse(response, new Refusal(429, code, message, { 'Retry-After': String(fault.retryAfterSeconds) }))
    }
  }
}

/** The response, as far as the faults let it through. */
export function deliver({ status, headers, body }: ApiAnswer, faults: readonly Fault[], response: ServerResponse) {
  if (faults.some(({ kind }) => kind === 'resetAfter')) return response.socket?.destroy()
  const malformed = faults.some(({ kind }) => kind === 'malformed')
  response.writeHead(status, { 'OData-Version': '4.0', ...headers })
  return response.end(malformed ? body.slice(0, body.length / 2) : body)
}

export function refuse(response: ServerResponse, refusal: Refusal): boolean {
  response.writeHead(refusal.status, { 'Content-Type': 'application/json', ...refusal.headers })
  response.end(refusal.body)
  return true
}
