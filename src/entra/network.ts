import { setTimeout } from 'node:timers/promises'
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import { parseRetryAfter } from '../domain/retryAfter.js'
import { decideRetry, type Limits } from './retry.js'

export const SIGN_IN_HOST = 'https://login.microsoftonline.com'
/** For one attempt. */
const TIMEOUT_MS = 10_000
/** Somebody waits for what a token is needed for. */
const LIMITS: Limits = { attempts: 4, budgetMs: 15_000 }

export interface NetworkOptions {
  /** Local mode: where requests for Microsoft's sign-in host go instead. */
  readonly entraUrl: string | null
  /** Waits between two attempts. */
  readonly pause?: ((milliseconds: number) => Promise<unknown>) | undefined
}

interface Asked {
  readonly method: string
  readonly url: string
  readonly options: NetworkRequestOptions | undefined
}

/** Either an answer, whatever it says, or what went wrong on the way. */
type Attempted = { readonly response: Response } | { readonly error: unknown }

/**
 * MSAL's requests, with a time limit and, in local mode, another host. All that it sends can be sent again: what the
 * service could not answer (429, 5xx, no answer) is, a few times.
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes#handling-error-codes-in-your-application
 */
export function networkClient({ entraUrl, pause = setTimeout }: NetworkOptions): INetworkModule {
  const send = async <T>(method: string, url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> => {
    const asked = { method, url: entraUrl ? url.replace(SIGN_IN_HOST, entraUrl) : url, options }
    const started = Date.now()
    for (let attempts = 1; ; attempts++) {
      const attempted = await attempt(asked)
      const delay = delayAfter(attempted, { attempts, elapsedMs: Date.now() - started })
      if (delay === null) return answerOf(attempted)
      // Nobody reads it, and unread it would keep its connection.
      if ('response' in attempted) await attempted.response.body?.cancel()
      await pause(delay)
    }
  }
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  }
}

async function attempt({ method, url, options }: Asked): Promise<Attempted> {
  try {
    const response = await fetch(url, {
      method,
      headers: options?.headers ?? {},
      ...(options?.body !== undefined && { body: options.body }),
      // Whoever sends us elsewhere gets no secret there.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return { response }
  } catch (error) {
    return { error }
  }
}

function delayAfter(attempted: Attempted, so: { attempts: number; elapsedMs: number }): number | null {
  const response = 'response' in attempted ? attempted.response : null
  const retryAfterMs = parseRetryAfter(response?.headers.get('retry-after') ?? undefined, new Date())
  const status = response?.status ?? 0
  return decideRetry({ write: false, sent: true, status, retryAfterMs, chance: Math.random(), ...so }, LIMITS)
}

async function answerOf<T>(attempted: Attempted): Promise<NetworkResponse<T>> {
  if ('error' in attempted) throw attempted.error
  const { headers, status } = attempted.response
  const text = await attempted.response.text()
  if (status >= 300 && status < 400) throw new Error('The sign-in service sends its requests elsewhere')
  return { headers: Object.fromEntries(headers), body: JSON.parse(text) as T, status }
}
