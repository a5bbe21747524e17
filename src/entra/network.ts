import { setTimeout } from 'node:timers/promises'
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import { parseRetryAfter } from '../domain/retryAfter.js'
import { decideRetry, type Limits } from './retry.js'

export const SIGN_IN_HOST = 'https://login.microsoftonline.com'
/** For one attempt. */
const TIMEOUT_MS = 10_000
/** A person is waiting for whatever needs the token. */
const LIMITS: Limits = { attempts: 4, budgetMs: 15_000 }

export interface NetworkOptions {
  /** Local mode: where requests for Microsoft's sign-in host go instead. */
  readonly entraUrl: string | null
  /** Waits between two attempts. */
  readonly pause?: ((milliseconds: number) => Promise<unknown>) | undefined
}

interface Call {
  readonly method: string
  readonly url: string
  readonly options: NetworkRequestOptions | undefined
}

/** A response with any status, or the error that kept one from arriving. */
type CallResult = { readonly response: Response } | { readonly error: unknown }

/** Where a page or a document of the sign-in service really is. */
export function addressOf(url: string, { entraUrl }: Pick<NetworkOptions, 'entraUrl'>): string {
  return entraUrl ? url.replace(SIGN_IN_HOST, entraUrl) : url
}

/**
 * Sends MSAL's requests with a time limit and, in local mode, to another host. All of them are safe to repeat, so one that
 * the service could not answer (429, 5xx, no response) is retried a few times; if it did redeem a code, it refuses the second try.
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes#handling-error-codes-in-your-application
 */
export function networkClient({ pause = setTimeout, ...local }: NetworkOptions): INetworkModule {
  const send = async <T>(method: string, url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> => {
    const call = { method, url: addressOf(url, local), options }
    const started = Date.now()
    for (let attempts = 1; ; attempts++) {
      const result = await attempt(call)
      const delay = delayAfter(result, { attempts, elapsedMs: Date.now() - started })
      if (delay === null) return answerOf(result)
      // An unread body would keep its connection open.
      if ('response' in result) await result.response.body?.cancel()
      await pause(delay)
    }
  }
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  }
}

async function attempt({ method, url, options }: Call): Promise<CallResult> {
  try {
    const response = await fetch(url, {
      method,
      headers: options?.headers ?? {},
      ...(options?.body !== undefined && { body: options.body }),
      // A redirect must not carry the secret to another host.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return { response }
  } catch (error) {
    return { error }
  }
}

function delayAfter(result: CallResult, progress: { attempts: number; elapsedMs: number }): number | null {
  const response = 'response' in result ? result.response : null
  const retryAfterMs = parseRetryAfter(response?.headers.get('retry-after') ?? undefined, new Date())
  const status = response?.status ?? 0
  return decideRetry({ write: false, sent: true, status, retryAfterMs, chance: Math.random(), ...progress }, LIMITS)
}

async function answerOf<T>(result: CallResult): Promise<NetworkResponse<T>> {
  if ('error' in result) throw result.error
  const { headers, status } = result.response
  const text = await result.response.text()
  if (status >= 300 && status < 400) throw new Error('The sign-in service sends its requests elsewhere')
  return { headers: Object.fromEntries(headers), body: JSON.parse(text) as T, status }
}
