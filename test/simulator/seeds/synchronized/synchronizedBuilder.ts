import { Automation } from '../../automation/automation.js'
import { JOB } from '../../automation/jobs.js'
import { type ProcessSeed, processRows } from '../../automation/processes.js'
import { Environment } from '../../background/environment.js'
import type { Row } from '../../rows/database.js'
import { textOf } from '../../sending/mailRows.js'
import { senderOf } from '../../sending/mails.js'
import { OrganizationBuilder } from '../builder.js'
import type { PersonSeed, QueueSeed, Seeded } from '../seeds.js'
import { insertMail, type MailState } from './mailStates.js'

export interface ProfileSeed {
  /** emailserverprofile.servertype: 2 Exchange Server (Hybrid), 3 Exchange Online (Hybrid). */
  readonly serverType?: number
  readonly inactive?: boolean
}

/** The profile that mailboxes have by default. */
export const EXCHANGE = 'Exchange Online'

/** An organization that sends through server-side synchronization. Its e-mails come about by the rules of the simulator. */
export class SynchronizedBuilder extends OrganizationBuilder {
  readonly environment = new Environment()
  #texts = 0
  #ids = 0

  override organization(uniqueName: string): void {
    super.organization(uniqueName)
    this.db.table('organization').update(this.id('organization'), {
      emailconnectionchannel: 0,
      _defaultemailserverprofileid_value: this.id(`profile ${EXCHANGE}`),
      orgdborgsettings: SETTINGS,
      isauditenabled: true,
      emailcorrelationenabled: true,
      trackingprefix: 'CRM:',
      // 28 days, the default. https://learn.microsoft.com/power-automate/dataverse/cloud-flow-run-metadata
      flowruntimetoliveinseconds: 28 * 24 * 60 * 60,
    })
  }

  online(routerKey: string): Seeded {
    return { ...this.seeded(routerKey), online: true, environment: this.environment }
  }

  /** The accounts that the platform works as: people of no directory. */
  platform(unit: string): void {
    for (const name of ['SYSTEM', '# SSSAdminProd']) {
      const seed = { key: name, name, address: '', unit, roles: [], method: 0, accessMode: 3, licensed: false }
      this.person({ ...seed, mailboxInactive: true, mailbox: NO_MAILBOX })
      this.db.table('systemuser').update(this.id(`user ${name}`), {
        azureactivedirectoryobjectid: null,
        internalemailaddress: null,
        domainname: null,
      })
    }
  }

  profile(name: string, ownerKey: string, { serverType = 3, inactive = false }: ProfileSeed = {}): void {
    const owner = this.db.table('systemuser').find(this.id(`user ${ownerKey}`))
    this.insert('emailserverprofile', {
      emailserverprofileid: this.id(`profile ${name}`),
      name,
      servertype: serverType,
      // Server to server authentication
      incomingcredentialretrieval: 2,
      outgoingcredentialretrieval: 2,
      acsenabledforoutgoingemail: false,
      statecode: inactive ? 1 : 0,
      statuscode: inactive ? 2 : 1,
      _ownerid_value: owner?.systemuserid ?? null,
      _owningbusinessunit_value: owner?._businessunitid_value ?? null,
      _organizationid_value: this.id('organization'),
    })
  }

  /** A person whose mailbox was looked at a minute ago. */
  override person(seed: PersonSeed): void {
    super.person({ ...seed, mailbox: { ...this.#mailbox(), ...seed.mailbox } })
  }

  override queue(seed: QueueSeed): void {
    super.queue({ ...seed, mailbox: { ...this.#mailbox(), ...seed.mailbox } })
  }

  #mailbox(): Row {
    const at = this.ago(1)
    const times = { processinglastattemptedon: at, lastsuccessfulsynccompletedon: at, testmailboxaccesscompletedon: at }
    return { _emailserverprofile_value: this.id(`profile ${EXCHANGE}`), ...times }
  }

  /** E-mails of a user or a queue, by its key. */
  mails(key: string, ...states: readonly MailState[]): void {
    for (const state of states) {
      this.#texts += 1
      const [sender, maker] = [this.#sender(key), this.#sender(state.maker ?? key)]
      const draft = { ...textOf(this.#texts), maker, sender, activityid: this.#newId() }
      insertMail(this.db, draft, { ...state, now: this.now() })
    }
  }

  /** A workflow or a flow, and the key of its owner. */
  process(seed: Omit<ProcessSeed, 'from'> & { readonly from: string }, ownerKey: string): void {
    const owner = this.db.table('systemuser').find(this.id(`user ${ownerKey}`))
    const sender = senderOf(this.db, this.id(`user ${seed.from}`))
    const from = { table: sender?.queueid ? 'queue' : 'systemuser', id: this.id(`user ${seed.from}`) } as const
    const ids = {
      id: this.id(`process ${seed.name}`),
      activation: this.id(`activation ${seed.name}`),
      owner: String(owner?.systemuserid),
      unit: String(owner?._businessunitid_value),
    }
    for (const row of processRows({ ...seed, from }, ids)) this.insert('workflow', row)
  }

  /** Workflows and flows that run so many minutes ago. */
  automation(minutes: number): Automation {
    const now = () => this.#before(minutes)
    return new Automation({ db: this.db, environment: this.environment, now, newId: () => this.#newId() })
  }

  /** A job of a workflow that has not come to its end. */
  unfinishedJob(name: string, { minutes, ...columns }: Row & { readonly minutes: number }): void {
    this.automation(minutes).trigger(name)
    const jobs = this.db.table('asyncoperation')
    for (const job of [...jobs.having('statecode', JOB.ready.statecode)])
      jobs.update(String(job.asyncoperationid), columns)
  }

  /** A moment so many minutes from now. */
  at(minutes: number): string {
    return this.ago(-minutes)
  }

  row(table: string, id: string): Row {
    const row = this.db.table(table).find(this.id(id))
    if (!row) throw new Error(`There is no ${id}`)
    return row
  }

  removeMailbox(key: string): void {
    this.db.table('mailbox').remove(this.id(`mailbox ${key}`))
    this.db.table('systemuser').update(this.id(`user ${key}`), { _defaultmailbox_value: null })
  }

  #sender(key: string): Row {
    const sender = senderOf(this.db, this.id(`user ${key}`))
    if (!sender) throw new Error(`There is no ${key}`)
    return sender
  }

  #before(minutes: number): Date {
    return new Date(this.now().getTime() - minutes * 60_000)
  }

  #newId(): string {
    this.#ids += 1
    return this.id(`automatic ${this.#ids}`)
  }
}

/** Two settings that have to do with e-mail; delegation is off. */
const SETTINGS =
  '<OrgSettings><EnableMailboxDelegationForOutgoingEmail>false</EnableMailboxDelegationForOutgoingEmail><TraceLogPersistenceTimeInDays>30</TraceLogPersistenceTimeInDays></OrgSettings>'

const NO_MAILBOX = {
  emailaddress: null,
  enabledforoutgoingemail: false,
  outgoingemailstatus: 0,
  mailboxstatus: 0,
  _emailserverprofile_value: null,
  processinglastattemptedon: null,
  lastsuccessfulsynccompletedon: null,
}
