import type { Actor } from '../domain/case/case.js'
import { isGuid } from '../domain/guid.js'
import type { Env } from './variables.js'

/** Entra tenant ids, in lower case, whose people may talk to the bot; default: the bot's own, if it has one. */
export function readAllowedTenants(env: Env, ownTenant: string, faults: string[]): ReadonlySet<string> {
  const given = listOf(env.ALLOWED_TENANTS)
  if (!given.every(isGuid)) {
    faults.push('ALLOWED_TENANTS must be Entra tenant ids (GUIDs), separated by commas: Entra, Overview, Tenant ID')
  }
  if (given.length === 0 && ownTenant) return new Set([ownTenant.toLowerCase()])
  return new Set(given)
}

/** Entra object ids, in lower case. */
export function readMembers(env: Env, faults: string[]): ReadonlySet<string> {
  const members = listOf(env.HELPDESK_MEMBERS)
  if (!members.every(isGuid)) {
    faults.push('HELPDESK_MEMBERS must be Entra object ids (GUIDs), separated by commas: Entra, Users, Object ID')
  }
  return new Set(members)
}

/** Whether a person belongs to the helpdesk. An object id identifies a person only within the bot's own tenant. */
export function helpdeskOf(
  members: ReadonlySet<string>,
  ownTenant: string,
): (actor: Pick<Actor, 'tenantId' | 'aadObjectId'>) => boolean {
  return ({ tenantId, aadObjectId }) =>
    aadObjectId !== null &&
    tenantId?.toLowerCase() === ownTenant.toLowerCase() &&
    members.has(aadObjectId.toLowerCase())
}

function listOf(given = ''): readonly string[] {
  return given
    .split(',')
    .map(item => item.trim().toLowerCase())
    .filter(item => item !== '')
}
