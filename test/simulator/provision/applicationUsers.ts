import { randomUUID } from 'node:crypto'
import { badRequest, noProperty, notSimulated, Refusal } from '../api/errors.js'
import { type ApiContext, type ApiRequest, parseBody } from '../mail/exchange.js'
import type { Row } from '../rows/database.js'
import { unitOf } from '../rows/roleWrites.js'
import { userRow } from '../rows/rows.js'
import { schemaOf } from '../rows/schema.js'
import { demandPrivilege } from '../rows/security.js'
import { checkValue, GUID } from '../rows/values.js'

/**
 * Creates a user for an application; people come from Microsoft 365. There is one for each application and environment:
 * https://learn.microsoft.com/power-platform/admin/manage-application-users. UNCONFIRMED: the error of a second one.
 */
export function createApplicationUser({ db, caller, info }: ApiContext, request: ApiRequest): Row {
  const { 'businessunitid@odata.bind': bound, ...values } = parseBody(request.body)
  const table = schemaOf('systemuser')
  for (const [name, value] of Object.entries(values)) {
    if (name.includes('@')) throw noProperty(name, table.name)
    checkValue(table, name, value)
  }
  const unit = String(unitOf(db, bound).businessunitid)
  demandPrivilege(db, caller, { privilege: 'prvCreateUser', table: 'systemuser', unit })
  const { applicationid: application, ...columns } = values
  if (application === undefined) throw notSimulated('A user that is no application')
  const applicationId = String(application).toLowerCase()
  if (!GUID.test(applicationId)) throw badRequest(`'${application}' is no GUID.`)
  if (db.table('systemuser').having('applicationid', applicationId).size > 0)
    throw new Refusal(412, '0x80040237', 'A record with matching key values already exists.')
  const id = randomUUID()
  const seed = { key: id, name: `# ${applicationId.slice(0, 8)}`, address: '', unit: '', applicationId }
  const mailbox = randomUUID()
  const row = userRow(seed, { id, owner: id, unit, mailbox, organization: info.organizationId })
  db.table('usersettings').insert({ systemuserid: id, issendasallowed: false, businessunitid: unit })
  return db.table('systemuser').insert({ ...row, ...(columns as Row), _defaultmailbox_value: null })
}
