import type { Database, Row } from './database.js'
import { setPrivilege } from './functions.js'
import { type Depth, grantsOf, MASKS } from './security.js'

/** What an administrator of the organization would do by hand. */
export class OrganizationControl {
  constructor(
    private readonly db: Database,
    private readonly routerAccountId: string,
  ) {}

  /** `who`, here and below: an id, or an address; of several users with one address the first. */
  user(who: string): Row {
    const user = this.find(who)
    if (!user) throw new Error(`There is no user ${who}`)
    return user
  }

  find(who: string): Row | undefined {
    const users = this.db.table('systemuser')
    return users.find(who) ?? [...users.having('internalemailaddress', who)][0]
  }

  setConsent(who: string, allowed: boolean): void {
    this.db.table('usersettings').update(String(this.user(who).systemuserid), { issendasallowed: allowed })
  }

  setDisabled(who: string, isdisabled: boolean): void {
    this.db.table('systemuser').update(String(this.user(who).systemuserid), { isdisabled })
  }

  /** The product keeps the method of the user and of the mailbox the same. */
  setDeliveryMethod(who: string, outgoingemaildeliverymethod: number): void {
    const user = this.user(who)
    this.db.table('systemuser').update(String(user.systemuserid), { outgoingemaildeliverymethod })
    this.db.table('mailbox').update(String(user._defaultmailbox_value), { outgoingemaildeliverymethod })
  }

  /** On every business unit's copy of the role. */
  grantPrivilege(role: string, privilege: string, depth: Depth): void {
    const privilegeid = this.#privilegeId(privilege)
    for (const { roleid } of this.#copies(role)) {
      setPrivilege(this.db.table('roleprivileges'), { roleid: String(roleid), privilegeid }, MASKS[depth])
    }
  }

  removePrivilege(role: string, privilege: string): void {
    const privilegeid = this.#privilegeId(privilege)
    const table = this.db.table('roleprivileges')
    for (const { roleid } of this.#copies(role)) {
      for (const row of table.where(one => one.roleid === roleid && one.privilegeid === privilegeid))
        table.remove(table.idOf(row))
    }
  }

  /** Gives the router account's own role prvSendAsUser for the whole organization. */
  grantRouter(): void {
    this.grantPrivilege('Email Router', 'prvSendAsUser', 'Global')
  }

  routerPrivilege(): string {
    const held = grantsOf(this.db, this.routerAccountId).filter(({ privilege }) => privilege === 'prvSendAsUser')
    return held.map(({ depth, byTeam }) => `${depth}${byTeam ? ' (through a team)' : ''}`).join(', ') || 'none'
  }

  #copies(role: string): Row[] {
    const copies = this.db.table('role').where(row => row.name === role)
    if (copies.length === 0) throw new Error(`There is no role ${role}`)
    return copies
  }

  #privilegeId(name: string): string {
    const [privilege] = this.db.table('privilege').where(row => row.name === name)
    if (!privilege) throw new Error(`There is no privilege ${name}`)
    return String(privilege.privilegeid)
  }
}
