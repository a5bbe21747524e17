import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'

export const SIGN_IN_HOST = 'https://login.microsoftonline.com'
const TIMEOUT_MS = 10_000

/** MSAL's requests, with a time limit and, in local mode, another host. */
export function networkClient(entraUrl: string | null): INetworkModule {
  const send = async <T>(method: string, url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> => {
    const target = entraUrl ? url.replace(SIGN_IN_HOST, entraUrl) : url
    const response = await fetch(target, {
      method,
      headers: options?.headers ?? {},
      ...(options?.body !== undefined && { body: options.body }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return {
      headers: Object.fromEntries(response.headers),
      body: (await response.json()) as T,
      status: response.status,
    }
  }
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  }
}
