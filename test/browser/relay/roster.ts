import type { ListedMember } from '../../teams/channelRules/roster.js'
import { type Person, userOf } from './seat.js'

/** Somebody in the list of the channel's members. */
export function memberOf(person: Person, tenantId: string): ListedMember {
  const { aadObjectId, name, address } = userOf(person)
  const [givenName = '', ...surname] = name.split(' ')
  const names = { name, givenName, surname: surname.join(' '), email: address, userPrincipalName: address }
  return { id: `29:${aadObjectId}`, aadObjectId, ...names, tenantId, userRole: 'user' }
}
