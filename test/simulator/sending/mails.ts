import { type Database, iso, type Row, type Value } from '../rows/database.js'
import { type Author, recordChange } from './audit.js'

/** email.statuscode */
export const STATUS = { draft: 1, sent: 3, pending: 6, failed: 8 } as const

interface MailChange {
  readonly written: Row
  readonly by: Author
  readonly at: Date
}

/** Changes an e-mail as somebody: keeps who changed it last, and the audit. */
export function changeMail(db: Database, mail: Row, { written, by, at }: MailChange): Row {
  recordChange(db, mail, { written, by, at })
  const modified = { _modifiedby_value: by.user, _modifiedonbehalfby_value: by.caller ?? null, modifiedon: iso(at) }
  return db.table('email').update(String(mail.activityid), { ...written, ...modified })
}

/** A user or a queue. */
export function senderOf(db: Pick<Database, 'table'>, id: Value | undefined): Row | undefined {
  return db.table('systemuser').find(String(id)) ?? db.table('queue').find(String(id))
}

/** The default mailbox; if the row names none, the mailbox that belongs to the sender. */
export function mailboxOf(db: Database, sender: Row): Row | undefined {
  const { _defaultmailbox_value: mailboxId = null, systemuserid, queueid } = sender
  if (mailboxId !== null) return db.table('mailbox').find(String(mailboxId))
  return [...db.table('mailbox').having('_regardingobjectid_value', systemuserid ?? queueid ?? null)][0]
}

export function isFuture(moment: Value | undefined, now: Date): boolean {
  return moment != null && Date.parse(String(moment)) > now.getTime()
}

export function organizationOf(db: Pick<Database, 'table'>): Row {
  const [organization] = db.table('organization').all()
  if (!organization) throw new Error('There is no organization')
  return organization
}
