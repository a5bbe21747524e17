import type { Write } from '../../domain/repair/plan.js'
import { addressOf, isToBeSent } from '../repair/writeStates.js'
import type { DataverseClient } from './dataverseClient.js'
import { odataGuid } from './literals.js'
import type { Call } from './transport.js'

/** Makes one write of a plan. Returns the row's new version if the plan goes on from it. Throws as the client does. */
export async function makeWrite(client: DataverseClient, write: Write, call: Call): Promise<string | null> {
  if (write.kind === 'update' && isToBeSent(write)) {
    const path = `${addressOf(write)}?$select=activityid`
    return client.patchForVersion(path, { etag: write.etag, values: write.after, ...call })
  }
  await request(client, write, call)
  return null
}

function request(client: DataverseClient, write: Write, call: Call): Promise<void> {
  switch (write.kind) {
    case 'update':
      return client.patch(addressOf(write), { etag: write.etag, values: write.after, ...call })
    case 'send':
      return client.post(`emails(${odataGuid(write.id)})/Microsoft.Dynamics.CRM.SendEmail`, { IssueSend: true }, call)
    case 'giveRole':
      return client.post(`${rolesOf(write.userId)}/$ref`, { '@odata.id': client.addressOf(roleOf(write.roleId)) }, call)
    case 'takeRole':
      return client.delete(`${rolesOf(write.userId)}(${odataGuid(write.roleId)})/$ref`, call)
    case 'setPrivilege':
      return setPrivilege(client, write, call)
    case 'createRole': {
      const unit = `/businessunits(${odataGuid(write.businessUnitId)})`
      const role = { roleid: odataGuid(write.roleId), name: write.role, 'businessunitid@odata.bind': unit }
      return client.post('roles', role, call)
    }
    case 'deleteRole':
      return client.delete(roleOf(write.roleId), call)
  }
}

/**
 * https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/addprivilegesrole, which also sets the depth
 * where the role already carries the privilege, and …/removeprivilegerole.
 */
function setPrivilege(
  client: DataverseClient,
  { roleId, privilegeId, after }: Extract<Write, { kind: 'setPrivilege' }>,
  call: Call,
): Promise<void> {
  const action = (name: string) => `${roleOf(roleId)}/Microsoft.Dynamics.CRM.${name}`
  const id = odataGuid(privilegeId)
  return after === null
    ? client.post(action('RemovePrivilegeRole'), { Privilege: { privilegeid: id } }, call)
    : client.post(action('AddPrivilegesRole'), { Privileges: [{ Depth: after, PrivilegeId: id }] }, call)
}

function roleOf(roleId: string): string {
  return `roles(${odataGuid(roleId)})`
}

function rolesOf(userId: string): string {
  return `systemusers(${odataGuid(userId)})/systemuserroles_association`
}

/** The privilege that a write needs, for when Dataverse refuses without naming one. */
export function privilegeFor(write: Write): string {
  return write.kind === 'update' ? OF_ROW[write.table] : OF_KIND[write.kind]
}

const OF_ROW = {
  usersettings: 'prvWriteUserSettings',
  email: 'prvWriteActivity',
  mailbox: 'prvWriteMailbox',
  asyncoperation: 'prvWriteAsyncOperation',
}
const OF_KIND = {
  send: 'prvWriteActivity',
  giveRole: 'prvAssignRole',
  takeRole: 'prvAssignRole',
  setPrivilege: 'prvWriteRole',
  createRole: 'prvCreateRole',
  deleteRole: 'prvDeleteRole',
}
