import type { Row, Value } from '../../simulator/rows/database.js'
import type { SimulatedOrganization } from '../../simulator/rows/organization.js'
import { seedContoso } from '../../simulator/seeds/contoso.js'
import { NOW } from './asking.js'

/** ISO 8601, in whole seconds: so many minutes before the tests ask. */
export function minutesAgo(minutes: number): string {
  return new Date(NOW.getTime() - minutes * 60_000).toISOString().replace('.000Z', 'Z')
}

export interface Hosting {
  /** Default: Microsoft hosts it. */
  readonly online?: boolean
  readonly version?: string
}

/** Serves Contoso as an organization with server-side synchronization, in which every mailbox sends. */
export function synchronize(contoso: SimulatedOrganization, { online = true, ...hosting }: Hosting = {}): void {
  contoso.load({ ...seedContoso(() => NOW), online, ...hosting })
  contoso.control.setOrganizationColumns({ emailconnectionchannel: 0 })
  const profile = contoso.table('emailserverprofile').insert({
    name: 'Microsoft Exchange Online',
    servertype: 3,
    outgoingcredentialretrieval: 7,
    acsenabledforoutgoingemail: false,
    statecode: 0,
  })
  const mailboxes = contoso.table('mailbox')
  for (const row of mailboxes.all()) {
    mailboxes.update(mailboxes.idOf(row), {
      _emailserverprofile_value: profile.emailserverprofileid ?? null,
      isemailaddressapprovedbyo365admin: true,
      processinglastattemptedon: minutesAgo(2),
    })
  }
}

/** Adds drafts in a sender's name; `by`: an address. */
export function addDrafts(contoso: SimulatedOrganization, sender: string, { by, count = 1, ...columns }: Drafts): void {
  const maker = contoso.control.user(by).systemuserid ?? null
  for (let i = 0; i < count; i++) {
    contoso.table('email').insert({
      statecode: 0,
      statuscode: 1,
      directioncode: true,
      createdon: minutesAgo(60 + i),
      isworkflowcreated: false,
      _emailsender_value: contoso.control.user(sender).systemuserid ?? null,
      _createdby_value: maker,
      _modifiedby_value: maker,
      ...columns,
    })
  }
}

interface Drafts {
  readonly by: string
  readonly count?: number
  readonly [column: string]: Value | undefined
}

/** The error that an account gets that may not send for somebody. */
const SEND_AS = -2147203059

/** A workflow, with the activation that its jobs run. */
export function addWorkflow(contoso: SimulatedOrganization, name: string, owner: string): Row {
  const workflows = contoso.table('workflow')
  const { systemuserid = null } = contoso.control.user(owner)
  const owned = { _ownerid_value: systemuserid, _owninguser_value: systemuserid }
  const definition = workflows.insert({ name, type: 1, category: 0, ...owned })
  return workflows.insert({ name, type: 2, _parentworkflowid_value: definition.workflowid ?? null, ...owned })
}

/** A job that waits because its owner may not send. */
export function addJob(contoso: SimulatedOrganization, owner: string, columns: Row = {}): void {
  contoso.table('asyncoperation').insert({
    name: 'Order confirmation',
    operationtype: 10,
    statecode: 1,
    statuscode: 10,
    errorcode: SEND_AS,
    iswaitingforevent: false,
    createdon: minutesAgo(60),
    _ownerid_value: contoso.control.user(owner).systemuserid ?? null,
    ...columns,
  })
}
