import { type Database, iso, type Row } from './database.js'
import { type Grant, grantsOf, reach } from './security.js'

export interface RouterOptions {
  readonly db: Database
  readonly organization: string
  /** systemuserid that the router signs in as. */
  readonly accountId: string
  readonly now: () => Date
  /** 0: only when `poll` is called. */
  readonly intervalMs: number
}

interface Fault {
  readonly code: string
  readonly message: string
}

const SEND_AS: Fault = { code: '0x8004480D', message: 'User does not have send-as privilege' }
const SEND_AS_QUEUE: Fault = { code: '0x8004480F', message: 'User does not have send-as privilege for the queue' }

/**
 * The Email Router: at every poll it signs in as its account and takes the e-mails in Pending Send of the mailboxes that
 * are its own. Those that the two rules of KB 4494727 allow are sent; the others stay, and the fault goes to the log.
 */
export class EmailRouter {
  readonly log: string[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(private readonly options: RouterOptions) {}

  start(): void {
    if (this.options.intervalMs > 0) this.#timer ??= setInterval(() => this.poll(), this.options.intervalMs)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  poll(): void {
    const { db, accountId } = this.options
    const account = db.table('systemuser').find(accountId)
    if (!account || account.isdisabled) {
      this.#say('The E-mail Router cannot sign in: the user account is disabled. ErrorCode: 0x80040225')
      return
    }
    const pending = db.table('email').where(mail => mail.statuscode === 6 && mail.directioncode === true)
    for (const mail of pending) this.#take(mail, account)
  }

  #take(mail: Row, account: Row): void {
    const { db, now } = this.options
    const id = String(mail._emailsender_value)
    const sender = db.table('systemuser').find(id) ?? db.table('queue').find(id)
    const [mailbox] = db.table('mailbox').where(row => row._regardingobjectid_value === id)
    if (!sender || sender.isdisabled || mailbox?.outgoingemaildeliverymethod !== 2) return
    if (mail.postponeemailprocessinguntil && Date.parse(String(mail.postponeemailprocessinguntil)) > now().getTime())
      return
    const fault = sender.queueid ? this.#faultOfQueue(sender, account) : this.#faultOfUser(sender, account)
    if (fault) {
      this.#refuse(fault)
      return
    }
    const at = iso(now())
    db.table('email').update(String(mail.activityid), {
      statecode: 1,
      statuscode: 3,
      senton: at,
      actualend: at,
      modifiedon: at,
    })
  }

  #faultOfUser(sender: Row, account: Row): Fault | null {
    const { db } = this.options
    if (sender.systemuserid === account.systemuserid) return null
    const consent = db.table('usersettings').find(String(sender.systemuserid))?.issendasallowed === true
    const grants = this.#grants(account, 'prvSendAsUser')
    return consent && reach(db, grants, String(sender._businessunitid_value)) ? null : SEND_AS
  }

  /** The two rules are about people. A queue has to be one that the account may read. */
  #faultOfQueue(queue: Row, account: Row): Fault | null {
    const grants = this.#grants(account, 'prvReadQueue')
    return reach(this.options.db, grants, String(queue._businessunitid_value)) ? null : SEND_AS_QUEUE
  }

  #grants(account: Row, name: string): Grant[] {
    return grantsOf(this.options.db, String(account.systemuserid)).filter(({ privilege }) => privilege === name)
  }

  #refuse({ code, message }: Fault): void {
    const { organization } = this.options
    this.#say(
      `#26142 - An error occurred while checking for outgoing email messages to process: ${organization}. ` +
        `System.ServiceModel.FaultException\`1[Microsoft.Xrm.Sdk.OrganizationServiceFault]: ${message}. ` +
        `(Fault Detail is equal to Exception details: ErrorCode: ${code}, Message: ${message}.)`,
    )
  }

  #say(message: string): void {
    this.log.push(`${iso(this.options.now())} ${message}`)
    if (this.log.length > 500) this.log.shift()
  }
}
