import { HOUR_MS } from '../../../src/domain/durations.js'
import { type Database, iso, type Row, type Value } from '../rows/database.js'
import { hasOpenAlert } from '../sending/alerts.js'
import type { Author } from '../sending/audit.js'
import { changeMail, isFuture, mailboxOf, organizationOf, STATUS, senderOf } from '../sending/mails.js'
import { submitterOf } from './delegation.js'
import type { Environment } from './environment.js'
import { faultOf } from './mailboxFaults.js'
import { change, countFailure, isEnabled } from './mailboxStates.js'

export interface SynchronizationOptions {
  readonly db: Database
  readonly environment: Environment
  readonly online: boolean
  readonly now: () => Date
}

/** A mailbox is looked at every five minutes even if nothing waits. https://learn.microsoft.com/power-platform/admin/server-side-synchronization */
const SCAN_MS = 5 * 60_000

interface Sending {
  readonly sender: Row
  readonly mailbox: Row
}

/** Server-side synchronization: at every tick it takes some of the e-mails that were handed over with SendEmail, and sends them. */
export class Synchronization {
  /** The maximum number of e-mails of one mailbox per tick. */
  most = 10

  constructor(private readonly options: SynchronizationOptions) {}

  tick(): void {
    const { db } = this.options
    if (organizationOf(db).emailconnectionchannel !== 0) return
    for (const [mailboxId, mails] of this.#waitingByMailbox()) {
      const mailbox = db.table('mailbox').find(mailboxId)
      const sender = mailbox && senderOf(db, mailbox._regardingobjectid_value)
      if (sender && this.#maySend({ sender, mailbox })) this.#sendSome({ sender, mailbox }, mails)
    }
    this.#scanIdleMailboxes()
  }

  /** The submitted e-mails that may leave, oldest first. */
  #waitingByMailbox(): Map<string, Row[]> {
    const { db } = this.options
    const waiting = [...db.table('email').having('statuscode', STATUS.pending)].filter(mail => this.#mayLeave(mail))
    const byMailbox = new Map<string, Row[]>()
    for (const mail of waiting.toSorted(
      (a, b) => Date.parse(String(submitted(a))) - Date.parse(String(submitted(b))),
    )) {
      const sender = submitterOf(db, mail) ?? senderOf(db, mail._emailsender_value)
      const mailbox = sender && mailboxOf(db, sender)
      if (!mailbox) continue
      const id = String(mailbox.mailboxid)
      const mails = byMailbox.get(id)
      if (mails) mails.push(mail)
      else byMailbox.set(id, [mail])
    }
    return byMailbox
  }

  /** Only what SendEmail handed over is taken; a status that was merely set leaves deliveryattempts empty. */
  #mayLeave({
    directioncode,
    deliveryattempts = null,
    delayedemailsendtime,
    postponeemailprocessinguntil,
  }: Row): boolean {
    const now = this.options.now()
    const dates = [delayedemailsendtime, postponeemailprocessinguntil]
    return directioncode === true && deliveryattempts !== null && !dates.some(date => isFuture(date, now))
  }

  #maySend({ sender, mailbox }: Sending): boolean {
    const { db, online, now } = this.options
    const postponed = [mailbox.postponesendinguntil, mailbox.postponemailboxprocessinguntil]
    if (postponed.some(date => isFuture(date, now())) || !isEnabled(db, mailbox)) return false
    return !faultOf({ db, online, sender, mailbox }) && !hasOpenAlert({ db, sender, mailbox })
  }

  #sendSome({ mailbox }: Sending, mails: readonly Row[]): void {
    const { db, environment, now } = this.options
    const fault = environment.serverFaults.get(String(mailbox.mailboxid))
    if (fault) {
      countFailure(db, mailbox, { fault, now: now() })
      return
    }
    const some = mails.slice(0, Math.min(this.most, this.#leftThisHour(mailbox)))
    for (const mail of some) this.#deliver(mail)
    this.#processed(mailbox, some.length)
  }

  /** How many more e-mails Exchange takes of this mailbox now. */
  #leftThisHour({ mailboxid = null }: Row): number {
    const { db, environment, now } = this.options
    const limit = environment.hourlyLimits.get(String(mailboxid))
    if (limit === undefined) return Number.POSITIVE_INFINITY
    const since = now().getTime() - HOUR_MS
    const mails = [...db.table('email').having('_sendermailboxid_value', mailboxid)]
    const sent = mails.filter(mail => mail.senton != null && Date.parse(String(mail.senton)) > since)
    return Math.max(0, limit - sent.length)
  }

  #deliver(mail: Row): void {
    const { db, environment, now } = this.options
    const attempts = { deliveryattempts: Number(mail.deliveryattempts) + 1 }
    const recipients = String(mail.torecipients ?? '')
      .split(';')
      .filter(Boolean)
    const refused = recipients.some(address => environment.refusedRecipients.has(address))
    const written = refused
      ? { statecode: 0, statuscode: STATUS.failed, ...attempts }
      : { statecode: 1, statuscode: STATUS.sent, senton: iso(now()), ...attempts }
    changeMail(db, mail, { written, by: synchronizationIn(db), at: now() })
  }

  #processed(mailbox: Row, itemsprocessedforlastsync: number): void {
    const at = iso(this.options.now())
    const times = { processinglastattemptedon: at, lastsuccessfulsynccompletedon: at }
    change(this.options.db, mailbox, { ...times, itemsprocessedforlastsync, transientfailurecount: 0 })
  }

  #scanIdleMailboxes(): void {
    const { db, environment, now } = this.options
    for (const mailbox of db.table('mailbox').all()) {
      const last = Date.parse(String(mailbox.processinglastattemptedon ?? '')) || 0
      if (now().getTime() - last < SCAN_MS || environment.serverFaults.has(String(mailbox.mailboxid))) continue
      const sender = senderOf(db, mailbox._regardingobjectid_value)
      if (sender && this.#maySend({ sender, mailbox })) this.#processed(mailbox, 0)
    }
  }
}

function submitted({ actualend, createdon }: Row): Value {
  return actualend ?? createdon ?? null
}

/**
 * The author of what synchronization writes: SYSTEM, on behalf of `# SSSAdminProd`; the audit names the latter.
 * https://learn.microsoft.com/troubleshoot/power-platform/dataverse/email-exchange-synchronization/server-side-synchronization-new-admin-identity
 */
export function synchronizationIn(db: Database): Author {
  const id = (name: string): Value => [...db.table('systemuser').having('fullname', name)][0]?.systemuserid ?? null
  const administrator = id('# SSSAdminProd')
  return { user: id('SYSTEM'), caller: administrator, audited: administrator }
}
