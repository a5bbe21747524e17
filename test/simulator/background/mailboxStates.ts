import { type Database, iso, type Row } from '../rows/database.js'
import { UNSET } from '../rows/rows.js'
import { addAlert } from '../sending/alerts.js'
import type { ServerFault } from './environment.js'
import { profileOf } from './mailboxFaults.js'

/** outgoingemailstatus: the result of the last test. */
const SUCCESS = 1
const FAILURE = 2

/** The columns that say whether a mailbox may send: its own, or those of Azure Communication Services. UNCONFIRMED. */
function columnsOf(db: Database, mailbox: Row): { readonly enabled: string; readonly status: string } {
  const byAzure = profileOf({ db, mailbox })?.acsenabledforoutgoingemail === true
  return byAzure
    ? { enabled: 'acsenabledforoutgoingemail', status: 'acsoutgoingemailstatus' }
    : { enabled: 'enabledforoutgoingemail', status: 'outgoingemailstatus' }
}

export function isEnabled(db: Database, mailbox: Row): boolean {
  const { enabled, status } = columnsOf(db, mailbox)
  return mailbox[enabled] === true && mailbox[status] === SUCCESS
}

/** A mailbox that passed its test, or that works again. */
export function enable(db: Database, mailbox: Row, now: Date): void {
  const { enabled, status } = columnsOf(db, mailbox)
  const at = iso(now)
  const passed = { [enabled]: true, [status]: SUCCESS, mailboxstatus: SUCCESS }
  const reset = { transientfailurecount: 0, postponesendinguntil: UNSET, testemailconfigurationretrycount: 0 }
  const times = { testmailboxaccesscompletedon: at, lastsuccessfulsynccompletedon: at, processinglastattemptedon: at }
  change(db, mailbox, { ...passed, ...reset, ...times, testemailconfigurationscheduled: false })
}

/** A mailbox that failed its test, or permanently; somebody has to test and enable it again. */
export function disable(db: Database, mailbox: Row, further: Row = {}): void {
  const { enabled, status } = columnsOf(db, mailbox)
  change(db, mailbox, { ...further, [enabled]: false, [status]: FAILURE, mailboxstatus: FAILURE })
}

/** Minutes between two tries, and how many of them there are. KB: troubleshooting-monitoring-server-side-synchronization */
const RETRY_MINUTES = 5
const TRIES = 10

/** Counts a failed try to send: the mailbox is tried again later, or disabled with an alert. */
export function countFailure(db: Database, mailbox: Row, { fault, now }: { fault: ServerFault; now: Date }): void {
  const failures = Number(mailbox.transientfailurecount ?? 0) + 1
  const at = iso(now)
  const error = {
    processinglastattemptedon: at,
    lastsyncerror: fault.name,
    // A signed number, unlike the code in texts.
    lastsyncerrorcode: fault.code === undefined ? null : Number(fault.code) | 0,
    lastsyncerrorcount: Number(mailbox.lastsyncerrorcount ?? 0) + 1,
    lastsyncerroroccurredon: at,
  }
  if (fault.kind === 'transient') Object.assign(error, { transientfailurecount: failures })
  if (fault.kind === 'transient' && failures < TRIES) {
    const postponesendinguntil = iso(new Date(now.getTime() + RETRY_MINUTES * 60_000))
    change(db, mailbox, { ...error, postponesendinguntil })
    return
  }
  disable(db, mailbox, { ...error, postponesendinguntil: UNSET })
  addAlert(db, mailbox, {
    level: 3,
    text: `An error occurred while sending e-mail for the mailbox ${mailbox.name}. The mailbox is disabled for outgoing e-mail.`,
    details: `Email Server Error Code: ${[fault.name, fault.code].filter(Boolean).join(' ')}`,
    now,
  })
}

export function change(db: Database, mailbox: Row, written: Row): void {
  db.table('mailbox').update(String(mailbox.mailboxid), written)
}
