import type { Database, Row } from '../rows/database.js'
import { addAlert } from '../sending/alerts.js'
import { isFuture, senderOf } from '../sending/mails.js'
import type { Environment } from './environment.js'
import { faultOf } from './mailboxFaults.js'
import { disable, enable } from './mailboxStates.js'

/** How long Test & Enable takes from when it is asked for. */
const TEST_MS = 3_000

export interface Testing {
  readonly db: Database
  readonly environment: Environment
  readonly online: boolean
  readonly now: () => Date
}

/** Carries out the tests that were asked for (testemailconfigurationscheduled), and that are neither postponed nor too new. */
export function runTests({ db, environment, online, now }: Testing): void {
  for (const mailbox of [...db.table('mailbox').having('testemailconfigurationscheduled', true)]) {
    const asked = Date.parse(String(mailbox.testandenablelastattemptedon ?? ''))
    const young = Number.isFinite(asked) && now().getTime() - asked < TEST_MS
    if (young || isFuture(mailbox.postponetestemailconfigurationuntil, now())) continue
    runTest({ db, environment, online, now }, mailbox)
  }
}

function runTest({ db, environment, online, now }: Testing, mailbox: Row): void {
  const sender = senderOf(db, mailbox._regardingobjectid_value) ?? {}
  const fault = faultOf({ db, online, sender, mailbox })
  const server = environment.serverFaults.get(String(mailbox.mailboxid))
  const details = fault ? `${fault.name} ${fault.code}` : server?.name
  if (details === undefined) {
    enable(db, mailbox, now())
    const text = `The mailbox ${mailbox.name} was tested and enabled for outgoing e-mail.`
    addAlert(db, mailbox, { level: 1, text, now: now() })
    return
  }
  disable(db, mailbox, { testemailconfigurationscheduled: false })
  const reason = fault?.text ?? 'The e-mail server cannot be used'
  const text = `The mailbox ${mailbox.name} could not be enabled for outgoing e-mail. ${reason}.`
  addAlert(db, mailbox, { level: 3, text, details: `Email Server Error Code: ${details}`, now: now() })
}
