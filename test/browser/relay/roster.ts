import { objectIdOf } from '../../simulator/index.js'
import type { Answer } from './answer.js'
import { type Person, userOf } from './seat.js'

/** A member as the channel lists them. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context */
export interface ListedMember {
  readonly id: string
  readonly [property: string]: unknown
}

export function memberOf(person: Person, tenantId: string): ListedMember {
  const { aadObjectId, name, address } = userOf(person)
  const [givenName = '', ...surname] = name.split(' ')
  const names = { name, givenName, surname: surname.join(' '), email: address, userPrincipalName: address }
  return { id: `29:${objectIdOf(person.key)}`, aadObjectId, ...names, tenantId, userRole: 'user' }
}

const LEAST = 50
const MOST = 500

/** One page; its size is bounded, whatever is asked for. */
export function pageOf(members: readonly ListedMember[], query: URLSearchParams): Answer {
  const size = Math.min(MOST, Math.max(LEAST, Number(query.get('pageSize') ?? MOST)))
  const start = Number(query.get('continuationToken') ?? 0)
  const end = start + size
  const more = end < members.length ? { continuationToken: `${end}` } : {}
  return { status: 200, body: { members: members.slice(start, end), ...more } }
}
