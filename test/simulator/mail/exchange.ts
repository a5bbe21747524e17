import { badRequest, Refusal } from '../api/errors.js'
import type { OrganizationInfo } from '../api/functions.js'
import type { Permissions } from '../api/permissions.js'
import type { Environment } from '../background/environment.js'
import type { Faults } from '../faults.js'
import type { Json, Options, Scope } from '../query/query.js'

export interface ApiRequest {
  readonly method: string
  /** Path and query, relative to the organization's address. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface ApiAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface ApiContext extends Scope {
  readonly info: OrganizationInfo
  readonly faults: Faults
  readonly permissions: Permissions
  readonly environment: Environment
  readonly now: () => Date
  /** Counts an operation: a request of its own, or one of a batch. */
  count(method: string, path: string, status: number): void
  /** Records a write. */
  wrote(method: string, path: string): void
  /** All or nothing, both for the rows and for the recorded writes. */
  transaction<T>(work: () => T): T
}

/** A parsed request: the decoded path below /api/data/v9.2/, and its query options. */
export interface Asked {
  readonly path: string
  readonly options: Options
}

const JSON_HEADERS = { 'Content-Type': 'application/json; odata.metadata=minimal' }

export function ok(json: Json, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  return { status: 200, headers: { ...JSON_HEADERS, ...headers }, body: JSON.stringify(json) }
}

export const noContent: ApiAnswer = { status: 204, headers: {}, body: '' }

export function refused(refusal: Refusal): ApiAnswer {
  return { status: refusal.status, headers: { ...JSON_HEADERS, ...refusal.headers }, body: refusal.body }
}

export function metadataOf(info: OrganizationInfo, what: string): Json {
  return { '@odata.context': `${apiOf(info)}$metadata#${what}` }
}

/** The address of an organization's Web API, under its own version. */
export function apiOf({ url, version }: OrganizationInfo): string {
  return `${url}/api/data/v${version.split('.').slice(0, 2).join('.')}/`
}

export function demandMethod(method: string, ...allowed: readonly string[]): void {
  if (!allowed.includes(method)) throw new Refusal(405, '0x80060888', `The method ${method} is not supported here.`)
}

export function parseBody(body: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(body)
    if (typeof json === 'object' && json !== null) return json as Record<string, unknown>
  } catch {
    // Reported below.
  }
  throw badRequest('Invalid JSON.')
}
