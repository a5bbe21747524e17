import type { Alert, Mailbox, SendingState, ServerProfile, SyncError } from '../../../domain/diagnosis/facts.js'
import { type Json, malformed } from '../../http/responses.js'
import { APPROVALS, activeIn, boolean, date, idOrNull, key, METHODS, number, option, text } from '../rowFields.js'

/** Rows about mailboxes, their profiles and their alerts. */

export function mailboxOf(row: Json): Mailbox {
  return {
    id: key(row, 'mailboxid'),
    name: text(row.name) ?? '',
    address: text(row.emailaddress),
    active: activeIn(row),
    deliveryMethod: option(row.outgoingemaildeliverymethod, METHODS),
    approval: option(row.emailrouteraccessapproval, APPROVALS),
    approvedInMicrosoft365: boolean(row.isemailaddressapprovedbyo365admin),
    profileId: idOrNull(row._emailserverprofile_value),
    outgoing: sendingState(row.enabledforoutgoingemail, row.outgoingemailstatus),
    outgoingAcs: sendingState(row.acsenabledforoutgoingemail, row.acsoutgoingemailstatus),
    testQueued: boolean(row.testemailconfigurationscheduled),
    sendingPostponedUntil: date(row.postponesendinguntil),
    processingPostponedUntil: date(row.postponemailboxprocessinguntil),
    transientFailures: number(row.transientfailurecount),
    lastError: syncErrorOf(row),
    lastSuccess: date(row.lastsuccessfulsynccompletedon),
  }
}

const TEST_STATUSES = [0, 1, 2] as const

function sendingState(enabled: unknown, status: unknown): SendingState {
  return { enabled: boolean(enabled), testStatus: option(status, TEST_STATUSES) }
}

/** mailbox.lastsyncerrorcode is a signed 32-bit number; 0 is none. */
function syncErrorOf({ lastsyncerrorcode, lastsyncerror, lastsyncerroroccurredon }: Json): SyncError | null {
  const number32 = number(lastsyncerrorcode)
  if (!number32) return null
  const code = `0x${(number32 >>> 0).toString(16).toUpperCase().padStart(8, '0')}`
  return { code, text: text(lastsyncerror), at: date(lastsyncerroroccurredon) }
}

/** emailserverprofile.servertype: 2 Exchange Server (Hybrid), 3 Exchange Online. outgoingcredentialretrieval: 2 Server-to-server authentication. */
const HYBRID = 2
const EXCHANGE_ONLINE = 3
const SERVER_TO_SERVER = 2

export function serverProfileOf(row: Json): ServerProfile {
  const { servertype, outgoingcredentialretrieval } = row
  return {
    id: key(row, 'emailserverprofileid'),
    name: text(row.name) ?? '',
    active: activeIn(row),
    // UNCONFIRMED: that a hybrid profile with server-to-server authentication counts, too.
    exchangeOnline:
      servertype === EXCHANGE_ONLINE || (servertype === HYBRID && outgoingcredentialretrieval === SERVER_TO_SERVER),
    sendsThroughAcs: row.acsenabledforoutgoingemail === true,
  }
}

/** The time decides whether an alert still counts, so it is required. */
export function alertOf(row: Json): Alert {
  const at = date(row.createdon)
  if (at === null) throw malformed('an alert without a date')
  return { text: text(row.text) ?? '', details: text(row.errordetails), at }
}

export function profileAlertOf(row: Json): Alert {
  return { ...alertOf(row), profileId: key(row, '_regardingobjectid_value') }
}
