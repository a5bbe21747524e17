import { type Database, iso, type Row, type Value } from '../rows/database.js'
import { partyRows } from './mailRows.js'
import { mailboxOf, STATUS } from './mails.js'

interface NewMail {
  /** The account that makes the e-mail, and owns it. */
  readonly maker: Row
  /** The account that makes it in the maker's name. */
  readonly impersonator?: Row | undefined
  /** The user or queue in From. */
  readonly sender: Row
  readonly to: string
  readonly subject: string
  readonly regarding?: Value
  readonly byWorkflow?: boolean
  /** Default: a new one. */
  readonly activityid?: string
}

/** Makes a draft. */
export function insertDraft(db: Database, mail: NewMail, now: Date): Row {
  const { maker, sender, regarding = null, byWorkflow = false } = mail
  const { systemuserid: by = null, _businessunitid_value: unit = null } = maker
  const row = db.table('email').insert({
    ...(mail.activityid !== undefined && { activityid: mail.activityid }),
    subject: mail.subject,
    statecode: 0,
    statuscode: STATUS.draft,
    directioncode: true,
    createdon: iso(now),
    modifiedon: iso(now),
    isworkflowcreated: byWorkflow,
    deliveryattempts: null,
    trackingtoken: null,
    sender: sender.internalemailaddress ?? sender.emailaddress ?? null,
    torecipients: `${mail.to};`,
    _emailsender_value: sender.systemuserid ?? sender.queueid ?? null,
    _sendermailboxid_value: mailboxOf(db, sender)?.mailboxid ?? null,
    _regardingobjectid_value: regarding,
    _createdby_value: by,
    _createdonbehalfby_value: mail.impersonator?.systemuserid ?? null,
    _modifiedby_value: by,
    _modifiedonbehalfby_value: mail.impersonator?.systemuserid ?? null,
    _ownerid_value: by,
    _owninguser_value: by,
    _owningbusinessunit_value: unit,
  })
  for (const party of partyRows(row)) db.table('activityparty').insert(party)
  return row
}
