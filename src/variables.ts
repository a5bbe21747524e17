/** Helpers for reading configuration variables. */
import { isLoopbackUrl } from './domain/loopback.js'

export type Env = Readonly<Record<string, string | undefined>>

/** The address of a service that stands in for one of Microsoft's; null: the variable is not set. */
export function readLocalUrl(
  env: Env,
  name: 'ENTRA_URL' | 'TOKEN_SERVICE_URL' | 'GRAPH_URL',
  faults: string[],
): string | null {
  const given = env[name]?.trim()
  if (!given) return null
  const url = parseUrl(given)
  if (isLocalMode(env) && url && isLoopbackUrl(url.href)) return trimSlash(url.href)
  faults.push(`${name} is for local mode only, and only for an address on this machine: remove it`)
  return null
}

interface NumberVariable {
  readonly name: string
  /** Used where the variable is not set. */
  readonly fallback: number
  readonly from: number
  readonly to: number
}

export function readNumber(env: Env, { name, fallback, from, to }: NumberVariable, faults: string[]): number {
  const number = Number(env[name]?.trim() || fallback)
  if (Number.isInteger(number) && number >= from && number <= to) return number
  faults.push(`${name} must be a whole number from ${from} to ${to}; leave it out for ${fallback}`)
  return fallback
}

export function isLocalMode(env: Env): boolean {
  return !env.MicrosoftAppId?.trim()
}

export function parseUrl(text: string): URL | null {
  return URL.canParse(text) && /^https?:/i.test(text) ? new URL(text) : null
}

/** Whether an address can stand in front of everybody, and be continued with a path: without a password, a query and a fragment. */
export function isShowable({ username, password, search, hash }: URL): boolean {
  return username === '' && password === '' && search === '' && hash === ''
}

export function trimSlash(url: string): string {
  return url.replace(/\/+$/, '')
}
