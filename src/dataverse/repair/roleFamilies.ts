import { key, text } from '../facts/rowFields.js'
import { type Json, rowsOf } from '../http/responses.js'

/** Whether a role carries one of these privileges, itself or as a copy of a role that does. */
export function carriersOf(privileges: readonly Json[]): (role: Json) => boolean {
  const roles = privileges.flatMap(row => rowsOf({ value: row.roleprivileges_association }))
  const carriers = new Set(roles.flatMap(familyOf))
  return role => familyOf(role).some(id => carriers.has(id))
}

/** The role that this one is a copy of, or itself. */
export function masterOf(role: Json): string {
  return text(role._parentrootroleid_value)?.toLowerCase() ?? key(role, 'roleid')
}

/** Every business unit has a copy of a role; all copies share the root. */
function familyOf(role: Json): string[] {
  return [key(role, 'roleid'), masterOf(role)]
}
