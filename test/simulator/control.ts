import { enable } from './background/mailboxStates.js'
import { type Database, iso, type Row } from './rows/database.js'
import { ROUTER_ROLE } from './rows/roles.js'
import { setPrivilege } from './rows/roleWrites.js'
import { alertRow } from './rows/rows.js'
import { type Depth, granted, grantsOf, MASKS, principalOf, readable } from './rows/security.js'
import type { AlertSeed } from './seeds/seeds.js'
import { pendingRow } from './sending/mailRows.js'

/** What an administrator would do by hand. `who`: an id or an address; the first, if several have that address. */
export class OrganizationControl {
  constructor(
    private readonly db: Database,
    private readonly routerAccountId: string,
    private readonly now: () => Date,
  ) {}

  user(who: string): Row {
    const user = this.find(who)
    if (!user) throw new Error(`There is no user ${who}`)
    return user
  }

  find(who: string): Row | undefined {
    const users = this.db.table('systemuser')
    return users.find(who) ?? [...users.having('internalemailaddress', who)][0]
  }

  findQueue(who: string): Row | undefined {
    const queues = this.db.table('queue')
    return queues.find(who) ?? [...queues.having('emailaddress', who)][0]
  }

  queue(who: string): Row {
    const queue = this.findQueue(who)
    if (!queue) throw new Error(`There is no queue ${who}`)
    return queue
  }

  setConsent(who: string, allowed: boolean): void {
    this.db.table('usersettings').update(String(this.user(who).systemuserid), { issendasallowed: allowed })
  }

  /** The mailbox of a disabled user is inactive. */
  setDisabled(who: string, isdisabled: boolean): void {
    this.db.table('systemuser').update(String(this.user(who).systemuserid), { isdisabled })
    this.setMailboxActive(who, !isdisabled)
  }

  /** Here and below, `who` is a user or a queue. */
  setDeliveryMethod(who: string, outgoingemaildeliverymethod: number): void {
    this.#updateWithMailbox(who, { outgoingemaildeliverymethod })
  }

  /** emailrouteraccessapproval: 0 empty, 1 approved, 2 pending, 3 rejected. */
  setApproval(who: string, emailrouteraccessapproval: number): void {
    this.#updateWithMailbox(who, { emailrouteraccessapproval })
  }

  setMailboxActive(who: string, active: boolean): void {
    this.#updateMailbox(this.#sender(who), { statecode: active ? 0 : 1, statuscode: active ? 1 : 2 })
  }

  addAlert(who: string, alert: AlertSeed): void {
    const mailbox = this.db.table('mailbox').find(String(this.#sender(who)._defaultmailbox_value))
    const at = iso(new Date(this.now().getTime() - alert.minutesAgo * 60_000))
    this.db.table('tracelog').insert(alertRow(alert, { at, mailbox: mailbox ?? {} }))
  }

  /** Tests the mailbox, which works from then on. */
  testAndEnable(who: string): void {
    const mailbox = this.db.table('mailbox').find(String(this.#sender(who)._defaultmailbox_value))
    if (mailbox) enable(this.db, mailbox, this.now())
    this.addAlert(who, { level: 1, text: 'The mailbox was tested and enabled for outgoing e-mail.', minutesAgo: 0 })
  }

  /** organization.emailconnectionchannel: 0 server-side synchronization, 1 Email Router. */
  setChannel(emailconnectionchannel: 0 | 1): void {
    this.#updateOrganization({ emailconnectionchannel })
  }

  setRequireApproval(required: boolean, of: readonly ('user' | 'queue')[] = ['user', 'queue']): void {
    this.#updateOrganization(Object.fromEntries(of.map(kind => [`requireapprovalfor${kind}email`, required])))
  }

  /** The product creates a mailbox for every user and queue, and keeps it; imported or old ones may have none. */
  removeMailbox(who: string, { named = false }: { readonly named?: boolean } = {}): void {
    const sender = this.#sender(who)
    this.db.table('mailbox').remove(String(sender._defaultmailbox_value))
    if (!named) this.#update(sender, { _defaultmailbox_value: null })
  }

  /** Adds an active mailbox to the default one. */
  addMailbox(who: string): void {
    const { mailboxid: _, ...row } =
      this.db.table('mailbox').find(String(this.#sender(who)._defaultmailbox_value)) ?? {}
    this.db.table('mailbox').insert({ ...row, statecode: 0, statuscode: 1, outgoingemaildeliverymethod: 2 })
  }

  /** Changes columns of the sender's own row, and not of its mailbox. */
  setColumns(who: string, changes: Row): void {
    this.#update(this.#sender(who), changes)
  }

  setMailboxColumns(who: string, changes: Row): void {
    this.#updateMailbox(this.#sender(who), changes)
  }

  setOrganizationColumns(changes: Row): void {
    this.#updateOrganization(changes)
  }

  /** Adds an e-mail that has been in Pending Send for so many minutes. */
  addPending(who: string, minutes: number): void {
    this.db.table('email').insert(pendingRow(this.#sender(who), iso(new Date(this.now().getTime() - minutes * 60_000))))
  }

  addQueueMember(queue: string, who = this.routerAccountId): void {
    const { queueid = null } = this.queue(queue)
    this.db.table('queuemembership').insert({ queueid, systemuserid: this.user(who).systemuserid ?? null })
  }

  /** Changes every business unit's copy of the role. */
  grantPrivilege(role: string, privilege: string, depth: Depth): void {
    const privilegeid = this.#privilegeId(privilege)
    for (const { roleid } of this.#copies(role)) {
      setPrivilege(this.db.table('roleprivileges'), { roleid: String(roleid), privilegeid }, MASKS[depth])
    }
  }

  removePrivilege(role: string, privilege: string): void {
    const privilegeid = this.#privilegeId(privilege)
    const table = this.db.table('roleprivileges')
    for (const { roleid = null } of this.#copies(role)) {
      const rows = [...table.having('roleid', roleid)].filter(row => row.privilegeid === privilegeid)
      for (const row of rows) table.remove(table.idOf(row))
    }
  }

  /** Gives the router account's own role prvSendAsUser for the whole organization. */
  grantRouter(): void {
    this.grantPrivilege(ROUTER_ROLE, 'prvSendAsUser', 'Global')
  }

  routerMayRead(queue: Row): boolean {
    const principal = principalOf(this.db, this.user(this.routerAccountId))
    return granted(() => readable(this.db, principal, 'queue')(queue))
  }

  sendAsPrivilege(): string {
    const grants = grantsOf(this.db, this.routerAccountId).filter(({ privilege }) => privilege === 'prvSendAsUser')
    return grants.map(({ depth, byTeam }) => `${depth}${byTeam ? ' (through a team)' : ''}`).join(', ') || 'none'
  }

  #sender(who: string): Row {
    return this.find(who) ?? this.queue(who)
  }

  /** The product keeps some columns of a user or a queue in step with its mailbox. */
  #updateWithMailbox(who: string, changes: Row): void {
    const sender = this.#sender(who)
    this.#update(sender, changes)
    this.#updateMailbox(sender, changes)
  }

  #update(sender: Row, changes: Row): void {
    const table = this.db.table(sender.queueid ? 'queue' : 'systemuser')
    table.update(table.idOf(sender), changes)
  }

  #updateMailbox(sender: Row, changes: Row): void {
    this.db.table('mailbox').update(String(sender._defaultmailbox_value), changes)
  }

  #updateOrganization(changes: Row): void {
    const table = this.db.table('organization')
    for (const row of table.all()) table.update(table.idOf(row), changes)
  }

  #copies(role: string): Row[] {
    const copies = [...this.db.table('role').having('name', role)]
    if (copies.length === 0) throw new Error(`There is no role ${role}`)
    return copies
  }

  #privilegeId(name: string): string {
    const [privilege] = this.db.table('privilege').having('name', name)
    if (!privilege) throw new Error(`There is no privilege ${name}`)
    return String(privilege.privilegeid)
  }
}
