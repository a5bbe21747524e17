/** Helpers for reading configuration variables. */
import { readFileSync } from 'node:fs'
import { isLoopbackUrl } from '../domain/loopback.js'

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

/** undefined: neither JSON nor @ with the name of a file that contains it. */
export function parseJson(given: string): unknown {
  try {
    return JSON.parse(given.startsWith('@') ? readFileSync(given.slice(1), 'utf8') : given)
  } catch {
    return undefined
  }
}

/** Variables whose whole value is a secret; the last two are of the host's endpoint for managed identities. */
const NAMES = ['MicrosoftAppPassword', 'DATAVERSE_CLIENT_SECRET', 'IDENTITY_HEADER', 'MSI_SECRET']
const IN_CONNECTION_STRING = /(?:^|;)\s*(?:AccountKey|SharedAccessSignature)=([^;]+)/gi
/** Shorter values are words that may stand anywhere. */
const SHORTEST = 8

/**
 * The secrets that the process was started with. Whoever gets one of them may quote it in an answer, which errors quote.
 * `others`: those that are part of other variables.
 */
export function secretsIn(env: Env, others: readonly string[] = []): readonly string[] {
  const values = [...NAMES.map(name => env[name]?.trim() ?? ''), ...others]
  const ofStore = (env.AZURE_STORAGE_CONNECTION_STRING ?? '').matchAll(IN_CONNECTION_STRING)
  return [...values, ...[...ofStore].map(([, value = '']) => value.trim())].filter(({ length }) => length >= SHORTEST)
}

/** Leaves these out of texts: as they are, in JSON, and in addresses. */
export function without(secrets: readonly string[], instead: string): (text: string) => string {
  const forms = [...new Set(secrets.flatMap(one => [one, JSON.stringify(one).slice(1, -1), encodeURIComponent(one)]))]
  return text => forms.reduce((rest, form) => rest.replaceAll(form, instead), text)
}
