import { DynamicsWebApi } from 'dynamics-web-api'

export interface Question {
  readonly url: string
  readonly token: string
  readonly sender: string
  readonly router: string
}

const USER = ['systemuserid', 'fullname', 'isdisabled', 'outgoingemaildeliverymethod', 'emailrouteraccessapproval']
const ROLE = ['roleid', 'name', '_parentrootroleid_value']

/**
 * The same answers that a diagnosis rests on, fetched as the author of a script would with a public client: one call after
 * the other, each for what the one before it told.
 */
export async function diagnoseWithPeer({ url, token, sender, router }: Question): Promise<number> {
  const api = new DynamicsWebApi({ serverUrl: url, dataApi: { version: '9.2' }, onTokenRefresh: async () => token })
  const set = async (collection: string, request: object) =>
    (await api.retrieveMultiple({ collection, ...request })).value
  const users = (name: string) =>
    set('systemusers', {
      select: [...USER, '_businessunitid_value', '_defaultmailbox_value'],
      filter: `internalemailaddress eq '${name}'`,
    })

  await api.callFunction({ name: 'RetrieveVersion' })
  await api.callFunction({
    name: 'RetrieveCurrentOrganization',
    parameters: { AccessType: "Microsoft.Dynamics.CRM.EndpointAccessType'Default'" },
  })
  await set('organizations', {
    select: ['emailconnectionchannel', 'requireapprovalforuseremail', 'requireapprovalforqueueemail'],
  })
  const [user] = await users(sender)
  await set('queues', { select: ['queueid', 'name'], filter: `emailaddress eq '${sender}'` })
  const [account] = await users(router)
  await set('businessunits', { select: ['businessunitid', 'name', '_parentbusinessunitid_value'] })
  const id = user?.systemuserid
  await api.retrieve({ collection: 'usersettingscollection', key: id, select: ['issendasallowed'] })
  await set('mailboxes', {
    select: ['mailboxid', 'statecode', 'outgoingemaildeliverymethod'],
    filter: `_regardingobjectid_value eq ${id}`,
  })
  await set('tracelogs', {
    select: ['text', 'createdon'],
    filter: `_regardingobjectid_value eq ${user?._defaultmailbox_value} and level eq 3`,
    top: 20,
  })
  await api.callFunction({
    name: 'Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName',
    collection: 'systemusers',
    key: account?.systemuserid,
    parameters: { PrivilegeName: 'prvSendAsUser' },
  })
  await set(`systemusers(${account?.systemuserid})/systemuserroles_association`, { select: ROLE })
  await set(`systemusers(${account?.systemuserid})/teammembership_association`, {
    select: ['teamid', 'name'],
    expand: [{ property: 'teamroles_association', select: ROLE }],
  })
  await set('privileges', {
    select: ['privilegeid'],
    filter: "name eq 'prvSendAsUser'",
    expand: [{ property: 'roleprivileges_association', select: ['roleid'] }],
  })
  const mails = `_emailsender_value eq ${id} and directioncode eq true and statuscode eq`
  const first = (status: number, column: string, direction: string) =>
    set('emails', { select: [column], filter: `${mails} ${status}`, orderBy: [`${column} ${direction}`], top: 1 })
  const pending = await count(api, id, 6)
  await count(api, id, 6)
  await first(6, 'createdon', 'asc')
  await first(6, 'createdon', 'desc')
  await count(api, id, 3)
  await first(3, 'senton', 'desc')
  return pending
}

async function count(api: DynamicsWebApi, sender: string, status: number): Promise<number> {
  const conditions = `<condition attribute="statuscode" operator="eq" value="${status}"/><condition attribute="emailsender" operator="eq" value="${sender}"/>`
  const attribute = '<attribute name="activityid" aggregate="count" alias="count"/>'
  const fetchXml = `<fetch aggregate="true"><entity name="email">${attribute}<filter>${conditions}</filter></entity></fetch>`
  const { value = [] } = await api.fetch({ collection: 'emails', fetchXml })
  return value[0]?.count ?? 0
}
