import { Refusal } from '../api/errors.js'
import { changedJob } from '../automation/jobs.js'
import type { ApiContext } from '../mail/exchange.js'
import { changeMail, mailboxOf, senderOf } from '../sending/mails.js'
import { type Database, iso, type Row } from './database.js'
import { ADMINISTRATOR_KIND, APPROVER_ROLE } from './roles.js'
import type { TableSchema } from './schema.js'
import { emailState } from './values.js'

/** A change through the Web API. Further columns follow from some of them, and some are refused. */
export function writeRow(context: ApiContext, { table, row, written }: Writing): void {
  const { db, caller } = context
  const changes = { ...written, ...RULES[table.name]?.(context, row, written) }
  const user = caller.user.systemuserid ?? null
  if (table.name === 'email') changeMail(db, row, { written: changes, by: { user }, at: context.now() })
  else db.table(table.name).update(String(row[table.key]), { ...changes, ...modifiedBy(table, user) })
  keepInStep(db, { table, row, written: changes })
}

interface Writing {
  readonly table: TableSchema
  readonly row: Row
  readonly written: Row
}

function modifiedBy({ properties }: TableSchema, user: Row[string]): Row {
  return '_modifiedby_value' in properties ? { _modifiedby_value: user } : {}
}

type Rule = (context: ApiContext, row: Row, written: Row) => Row

const RULES: Readonly<Record<string, Rule>> = {
  email: (_, row, written) => emailState(row, written),
  asyncoperation: (_, row, written) => changedJob(row, written),
  mailbox: (context, row, written) => ({ ...testOf(context, row, written), ...approvalOf(context, row, written) }),
  systemuser: approvalOf,
  queue: approvalOf,
}

/** TestEmailConfigurationScheduledInProgress */
const TEST_RUNNING = '0x8005E248'

/** Test & Enable is asked for; until it is done, the mailbox cannot be saved. */
function testOf({ now, caller }: ApiContext, row: Row, { testemailconfigurationscheduled: asked }: Row): Row {
  if (row.testemailconfigurationscheduled === true)
    throw new Refusal(400, TEST_RUNNING, 'The test of the e-mail configuration of the mailbox is still in progress.')
  if (asked !== true) return {}
  const by = caller.user.systemuserid ?? null
  return { testandenablelastattemptedon: iso(now()), _testandenablelastattemptedby_value: by }
}

/** The state of an address that is approved. */
const APPROVED = 1

function approvalOf(context: ApiContext, row: Row, { emailrouteraccessapproval: approval }: Row): Row {
  if (approval === undefined || approval === row.emailrouteraccessapproval) return {}
  if (!mayApprove(context, row))
    throw new Refusal(403, '0x8005E232', 'The user may not approve or reject the e-mail address.')
  const approved = approval === APPROVED
  const byWhom = row.mailboxid ? { _emailaddressapprovedby_value: context.caller.user.systemuserid ?? null } : {}
  const when = row.mailboxid ? { emailaddressapprovedon: iso(context.now()) } : {}
  return { isemailaddressapprovedbyo365admin: approved, ...(approved && { ...byWhom, ...when }) }
}

/**
 * With prvApproveRejectEmailAddress on premises. Online, that takes an Exchange or Global administrator who is a System
 * Administrator, or the role Delegated Mailbox Approver. People approve their own address if they sign in with it.
 * https://learn.microsoft.com/power-platform/admin/connect-exchange-online
 */
function mayApprove({ db, caller, info, environment }: ApiContext, row: Row): boolean {
  const { systemuserid: id = null, domainname, internalemailaddress } = caller.user
  const isOwn = (row.mailboxid ? row._regardingobjectid_value : row.systemuserid) === id
  if (isOwn && String(domainname).toLowerCase() === String(internalemailaddress).toLowerCase()) return true
  if (!caller.grants.some(({ privilege }) => privilege === 'prvApproveRejectEmailAddress')) return false
  if (!info.online) return true
  const roles = [...db.table('systemuserroles').having('systemuserid', id)].map(
    ({ roleid }) => db.table('role').find(String(roleid)) ?? {},
  )
  const isAdministrator = roles.some(role => role._roletemplateid_value === ADMINISTRATOR_KIND.templateId)
  const isApprover = roles.some(({ name }) => name === APPROVER_ROLE)
  return isApprover || (isAdministrator && environment.exchangeAdministrators.has(String(id)))
}

/** Columns that a user or a queue shares with its mailbox. */
const SHARED = [
  'emailrouteraccessapproval',
  'isemailaddressapprovedbyo365admin',
  'incomingemaildeliverymethod',
  'outgoingemaildeliverymethod',
]

function keepInStep(db: Database, { table, row, written }: Writing): void {
  const shared = Object.fromEntries(Object.entries(written).filter(([name]) => SHARED.includes(name)))
  if (Object.keys(shared).length === 0) return
  const sender = table.name === 'mailbox' ? senderOf(db, row._regardingobjectid_value) : undefined
  const mailbox = table.name === 'mailbox' ? undefined : mailboxOf(db, row)
  if (sender)
    db.table(sender.queueid ? 'queue' : 'systemuser').update(String(sender.queueid ?? sender.systemuserid), shared)
  if (mailbox) db.table('mailbox').update(String(mailbox.mailboxid), shared)
}
