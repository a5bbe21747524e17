import { objectIdOf, type Simulator } from '../simulator/index.js'

const ROLE = 'System Administrator'

/**
 * Makes a person an administrator, so that every repair can be carried out in the demo: in Contoso by a role, and in the
 * other organization in place of its administrator.
 */
export function letAdminister({ contoso, field }: Simulator, key: string): void {
  const azureactivedirectoryobjectid = objectIdOf(key)
  const [person] = contoso.table('systemuser').having('azureactivedirectoryobjectid', azureactivedirectoryobjectid)
  const unit = person?._businessunitid_value ?? null
  const [role] = contoso.table('role').where(({ name, _businessunitid_value: at }) => name === ROLE && at === unit)
  if (!person || !role) throw new Error(`${key} cannot be made an administrator`)
  const { systemuserid = null, fullname = null } = person
  contoso.table('systemuserroles').insert({ systemuserid, roleid: role.roleid ?? null })
  // To approve addresses online, she has to administer Exchange, too.
  contoso.background.environment.exchangeAdministrators.add(String(systemuserid))
  const { systemuserid: administrator } = field.control.user('admin@contoso.com')
  field.table('systemuser').update(String(administrator), { azureactivedirectoryobjectid, fullname })
}
