import { Application, type ApplicationOptions } from './application.js'
import { SignInFailed, tokenFailureOf } from './signInFailed.js'

export interface Tokens {
  /** An access token for one organization, a kept one while it is valid. Throws SignInFailed. */
  forOrganization(url: string): Promise<string>
  /** The organization refused this token: it is not handed out again. */
  forget(url: string, token: string): void
}

/** Tokens of an application that nothing else uses. */
export function createTokens(options: ApplicationOptions): Tokens {
  return tokensOf(new Application(options))
}

/** Client credentials: https://learn.microsoft.com/power-apps/developer/data-platform/authenticate-oauth */
export function tokensOf(application: Pick<Application, 'token' | 'forget'>): Tokens {
  const scopeOf = (url: string) => `${url}/.default`
  return {
    forOrganization: url => application.token(scopeOf(url)),
    forget: (url, token) => application.forget(scopeOf(url), token),
  }
}

/** Fetches a token; with `skipCache`, a new one. */
export type Acquire = (url: string, skipCache: boolean) => Promise<string>

/** Callers who ask at the same time share one request; a token that was refused is replaced by a new one. */
export function tokensFrom(acquireToken: Acquire): Tokens {
  const refused = new Map<string, string>()
  const underWay = new Map<string, Promise<string>>()
  const demandToken = async (url: string, skipCache: boolean): Promise<string> => {
    const token = await acquireToken(url, skipCache)
    if (token === '') throw new SignInFailed('empty_answer', true, undefined)
    return token
  }
  const acquire = async (url: string): Promise<string> => {
    const token = await demandToken(url, false)
    return token === refused.get(url) ? demandToken(url, true) : token
  }
  /** A caller who asks while a token is being fetched gets that one. */
  const shared = (url: string): Promise<string> => {
    const running = underWay.get(url)
    if (running) return running
    const started = acquire(url).finally(() => underWay.delete(url))
    underWay.set(url, started)
    return started
  }
  return {
    async forOrganization(url) {
      try {
        return await shared(url)
      } catch (error) {
        throw tokenFailureOf(error)
      }
    },
    forget: (url, token) => {
      refused.set(url, token)
    },
  }
}
