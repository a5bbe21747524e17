import { changedJob } from './automation/jobs.js'
import type { AsyncService } from './background/asyncService.js'
import type { ServerFault } from './background/environment.js'
import type { OrganizationControl } from './control.js'
import { type Database, iso, type Row } from './rows/database.js'
import { alertRow } from './rows/rows.js'
import type { AlertSeed } from './seeds/seeds.js'

/** What an administrator would do by hand with synchronization, workflows and system jobs. */
export class BackgroundControl {
  readonly #control: OrganizationControl
  readonly #now: () => Date

  constructor(
    private readonly db: Database,
    private readonly background: AsyncService,
    { control, now }: { readonly control: OrganizationControl; readonly now: () => Date },
  ) {
    this.#control = control
    this.#now = now
  }

  /** Administration mode, or the state of a fresh copy, and its end. */
  setBackgroundOperations(on: boolean): void {
    this.background.environment.backgroundOperations = on
  }

  /** Test & Enable: the platform gets to it in a few seconds. `who`: a user or a queue, here and below. */
  scheduleTest(who: string): void {
    const { mailboxid } = this.mailbox(who)
    const columns = { testemailconfigurationscheduled: true, testandenablelastattemptedon: iso(this.#now()) }
    this.db.table('mailbox').update(String(mailboxid), columns)
  }

  /** null: the mail server works. */
  setServerFault(who: string, fault: ServerFault | null): void {
    const { serverFaults } = this.background.environment
    const id = String(this.mailbox(who).mailboxid)
    if (fault) serverFaults.set(id, fault)
    else serverFaults.delete(id)
  }

  /** undefined: any number. */
  setHourlyLimit(who: string, limit: number | undefined): void {
    const { hourlyLimits } = this.background.environment
    const id = String(this.mailbox(who).mailboxid)
    if (limit === undefined) hourlyLimits.delete(id)
    else hourlyLimits.set(id, limit)
  }

  /** An alert on the profile of a mailbox: it concerns all mailboxes of that profile. */
  addProfileAlert(who: string, alert: AlertSeed): void {
    const { _emailserverprofile_value = null, _organizationid_value = null } = this.mailbox(who)
    const at = iso(new Date(this.#now().getTime() - alert.minutesAgo * 60_000))
    const row = alertRow(alert, { at, mailbox: { mailboxid: _emailserverprofile_value, _organizationid_value } })
    this.db.table('tracelog').insert(row)
  }

  setDelegation(on: boolean): void {
    const setting = 'EnableMailboxDelegationForOutgoingEmail'
    this.#control.setOrganizationColumns({
      orgdborgsettings: `<OrgSettings><${setting}>${on}</${setting}></OrgSettings>`,
    })
  }

  resume(jobId: string): void {
    const job = this.db.table('asyncoperation').find(jobId)
    if (!job) throw new Error(`There is no system job ${jobId}`)
    this.db.table('asyncoperation').update(jobId, changedJob(job, { statecode: 0 }))
  }

  mailbox(who: string): Row {
    const sender = this.#control.find(who) ?? this.#control.queue(who)
    const mailbox = this.db.table('mailbox').find(String(sender._defaultmailbox_value))
    if (!mailbox) throw new Error(`${who} has no mailbox`)
    return mailbox
  }
}
