import type { OrganizationBuilder } from '../../simulator/seeds/builder.js'
import type { Plan } from './routerOrganization.js'

/** Columns that the product may leave empty. */
export const BLANKS = [
  'sender.isdisabled',
  'router.isdisabled',
  'mailbox.statecode',
  'mailbox.outgoingemaildeliverymethod',
  'mailbox.emailrouteraccessapproval',
  'organization.emailconnectionchannel',
  'organization.requireapprovalforuseremail',
  'usersettings.issendasallowed',
] as const

interface Ids {
  readonly router: string
  readonly sender: string
}

/** Removes whatever is to be missing according to the plan. */
export function removeMissing({ db }: OrganizationBuilder, { mailbox: kind, blank }: Plan, ids: Ids): void {
  const senders = db.table(db.table('queue').find(ids.sender) ? 'queue' : 'systemuser')
  const mailboxes = db.table('mailbox')
  const mailboxId = String(senders.find(ids.sender)?._defaultmailbox_value)
  const { mailboxid: _, ...row } = mailboxes.find(mailboxId) ?? {}
  if (kind === 'none' || kind === 'named') mailboxes.remove(mailboxId)
  if (kind === 'none') senders.update(ids.sender, { _defaultmailbox_value: null })
  if (kind === 'another') mailboxes.insert({ ...row, statecode: 0, outgoingemaildeliverymethod: 2 })
  const [table = '', column = ''] = blank?.split('.') ?? []
  const rows = {
    sender: [senders.find(ids.sender)],
    router: [db.table('systemuser').find(ids.router)],
    mailbox: [mailboxes.find(mailboxId)],
    organization: db.table('organization').all(),
    usersettings: [db.table('usersettings').find(ids.sender)],
  }[table]
  for (const row of rows ?? []) if (row && column in row) row[column] = null
}
