import type { Database, Row } from '../rows/database.js'
import { type Caller, granted, reach, readable } from '../rows/security.js'

export interface Fault {
  readonly code: string
  readonly message: string
}

/** UserDoesNotHaveSendAsAllowed; as a signed number -2147203059. https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes */
const SEND_AS: Fault = { code: '0x8004480D', message: 'User does not have send-as privilege' }
/** UserDoesNotHaveSendAsForQueue */
const SEND_AS_QUEUE: Fault = {
  code: '0x8004480F',
  message: 'User does not have send-as privilege for the queue',
}

/**
 * Why an account may not send in the name of a user or a queue; null: it may. A user has to consent, and the account
 * needs prvSendAsUser at a depth that reaches the user's business unit; a queue has to be readable for it.
 * KB 3184980, KB 4494727. That sending for oneself needs neither is how the rule is worded; UNCONFIRMED.
 */
export function refusalToSendAs(db: Database, account: Caller, sender: Row): Fault | null {
  if (sender.queueid) return mayRead(db, account, sender) ? null : SEND_AS_QUEUE
  if (sender.systemuserid === account.user.systemuserid) return null
  return hasConsented(db, sender) && hasPrivilege(db, account, sender) ? null : SEND_AS
}

function mayRead(db: Database, account: Caller, queue: Row): boolean {
  return granted(() => readable(db, account, 'queue')(queue))
}

function hasConsented(db: Database, sender: Row): boolean {
  return db.table('usersettings').find(String(sender.systemuserid))?.issendasallowed === true
}

function hasPrivilege(db: Database, { grants }: Caller, sender: Row): boolean {
  const sendAs = grants.filter(({ privilege }) => privilege === 'prvSendAsUser')
  return reach(db, sendAs, String(sender._businessunitid_value))
}
