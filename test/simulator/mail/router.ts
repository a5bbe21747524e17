import { type Database, iso, type Row } from '../rows/database.js'
import { isFuture, mailboxOf, senderOf } from '../sending/mails.js'
import type { Fault } from '../sending/sendAs.js'
import { type Objection, objectionToPoll, objectionToSending } from './sendRules.js'

export interface RouterOptions {
  readonly db: Database
  readonly organization: string
  readonly version: string
  /** systemuserid of the account that the router signs in as. */
  readonly accountId: string
  readonly now: () => Date
  /** 0: only when `poll` is called. */
  readonly intervalMs: number
}

/**
 * The Email Router: at every poll it signs in as its account and takes the e-mails in Pending Send of the mailboxes that
 * are its own. Those that the rules allow are sent; the others stay, and the fault goes to the log.
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

  /** Oldest first. `most`: the maximum number of e-mails to send. */
  poll(most = Number.POSITIVE_INFINITY): void {
    const { db, accountId } = this.options
    const account = db.table('systemuser').find(accountId)
    const refusal = objectionToPoll(db, account)
    if (refusal) this.#refuse(refusal)
    else if (account) this.#takeMails(account, most)
  }

  #takeMails(account: Row, most: number): void {
    let sent = 0
    const { db, now } = this.options
    const pending = [...db.table('email').having('statuscode', 6)]
      .filter(mail => mail.directioncode === true)
      .toSorted((a, b) => String(a.createdon).localeCompare(String(b.createdon)))
    // A sender is judged once per poll, however many e-mails are waiting.
    const judged = new Map<string, Objection | null>()
    for (const mail of pending) {
      if (isFuture(mail.postponeemailprocessinguntil, now())) continue
      const id = String(mail._emailsender_value)
      if (!judged.has(id)) judged.set(id, this.#objection(id, account))
      const objection = judged.get(id)
      if (!objection) {
        if (sent >= most) return
        sent += 1
        this.#send(mail)
      } else if (objection !== 'silent') this.#refuse(objection)
    }
  }

  #objection(senderId: string, account: Row): Objection | null {
    const { db, version } = this.options
    const sender = senderOf(db, senderId)
    const mailbox = sender && mailboxOf(db, sender)
    return sender && mailbox ? objectionToSending({ db, version, account, sender, mailbox }) : 'silent'
  }

  #send(mail: Row): void {
    const { db, now } = this.options
    const at = iso(now())
    db.table('email').update(String(mail.activityid), {
      statecode: 1,
      statuscode: 3,
      senton: at,
      actualend: at,
      modifiedon: at,
    })
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
