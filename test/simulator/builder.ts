import { Database, iso, type Row, type Value } from './database.js'
import { setPrivilege } from './functions.js'
import {
  guid,
  type MailboxSeed,
  mailboxRow,
  mailRow,
  type PersonSeed,
  queueRow,
  type SenderIds,
  userRow,
} from './rows.js'
import { schema, schemaOf } from './schema.js'
import { type Depth, MASKS } from './security.js'

interface Mail {
  readonly minutes: number
  readonly sent?: boolean
  readonly postponedMinutes?: number | undefined
}

/** Fills an organization with rows the way the product links them. */
export class OrganizationBuilder {
  readonly db: Database
  #mails = 0

  constructor(
    readonly name: string,
    private readonly now: () => Date,
  ) {
    this.db = new Database(Object.keys(schema), now)
  }

  /** An id of this organization. */
  id(text: string): string {
    return guid(`${this.name} ${text}`)
  }

  organization(uniqueName: string): void {
    this.#insert('organization', {
      organizationid: this.id('organization'),
      name: uniqueName,
      emailconnectionchannel: 1,
      requireapprovalforuseremail: true,
      requireapprovalforqueueemail: true,
      organizationstate: 3,
      orgdborgsettings: '<OrgSettings></OrgSettings>',
      languagecode: 1033,
      isdisabled: false,
    })
  }

  unit(name: string, parent: string | null): void {
    this.#insert('businessunit', {
      businessunitid: this.id(`unit ${name}`),
      name,
      _parentbusinessunitid_value: parent && this.id(`unit ${parent}`),
      _organizationid_value: this.id('organization'),
      isdisabled: false,
    })
  }

  /** A role has one copy in every business unit; the copy of the root is the master. */
  role(name: string, privileges: Readonly<Record<string, Depth>>): void {
    const units = this.db.table('businessunit').all()
    const master = this.roleIn(name, units[0]?.businessunitid)
    for (const { businessunitid } of units) {
      const roleid = this.roleIn(name, businessunitid)
      this.#insert('role', {
        roleid,
        name,
        organizationid: this.id('organization'),
        _businessunitid_value: businessunitid ?? null,
        _parentrootroleid_value: master,
        _parentroleid_value: roleid === master ? null : master,
        isinherited: 1,
      })
      for (const [privilege, depth] of Object.entries(privileges)) this.grant(roleid, privilege, depth)
    }
  }

  grant(roleid: string, privilege: string, depth: Depth): void {
    const privilegeid = guid(`privilege ${privilege}`)
    if (!this.db.table('privilege').find(privilegeid)) {
      const canbebasic = privilege !== 'prvSendAsUser'
      const deeper = { canbelocal: true, canbedeep: true, canbeglobal: true }
      this.#insert('privilege', { privilegeid, name: privilege, accessright: 0, canbebasic, ...deeper })
    }
    setPrivilege(this.db.table('roleprivileges'), { roleid, privilegeid }, MASKS[depth])
  }

  roleIn(name: string, unitId: Value | undefined): string {
    return this.id(`role ${name} ${unitId}`)
  }

  /** A team of a business unit, its members and its roles. */
  team(name: string, unit: string, { members, roles }: { members: readonly string[]; roles: readonly string[] }): void {
    const teamid = this.id(`team ${name}`)
    const unitId = this.id(`unit ${unit}`)
    this.#insert('team', { teamid, name, teamtype: 0, isdefault: false, _businessunitid_value: unitId })
    for (const member of members) {
      const teammembershipid = this.id(`${teamid} ${member}`)
      this.#insert('teammembership', { teammembershipid, teamid, systemuserid: this.id(`user ${member}`) })
    }
    for (const role of roles) {
      const teamroleid = this.id(`${teamid} ${role}`)
      this.#insert('teamroles', { teamroleid, teamid, roleid: this.roleIn(role, unitId) })
    }
  }

  person(seed: PersonSeed): void {
    const { key, consent = true } = seed
    const ids = this.#idsOf(key, seed.unit)
    this.#insert('systemuser', { ...userRow(seed, ids), createdon: this.#ago(400 * 24 * 60) })
    this.#insert('usersettings', {
      systemuserid: ids.id,
      issendasallowed: consent,
      businessunitid: ids.unit,
      uilanguageid: 1033,
      timezonecode: 110,
    })
    this.#insert('mailbox', { ...mailboxRow(seed, ids), _ownerid_value: ids.id, _owninguser_value: ids.id })
    for (const role of seed.roles ?? ['Salesperson']) {
      const systemuserroleid = this.id(`${key} ${role}`)
      this.#insert('systemuserroles', { systemuserroleid, systemuserid: ids.id, roleid: this.roleIn(role, ids.unit) })
    }
    for (const minutes of seed.pending ?? []) this.mail(ids, { minutes, postponedMinutes: seed.postponedMinutes })
    for (let i = 0; i < (seed.sent ?? 0); i++) this.mail(ids, { minutes: 3000 + i * 700, sent: true })
  }

  queue({ key, unit, ...seed }: MailboxSeed & { readonly key: string; readonly unit: string }): void {
    const ids = this.#idsOf(key, unit)
    this.#insert('queue', queueRow(seed, ids))
    this.#insert('mailbox', mailboxRow(seed, ids))
  }

  mail(ids: SenderIds, { minutes, sent = false, postponedMinutes }: Mail): void {
    this.#mails += 1
    const postponedUntil = postponedMinutes === undefined ? null : this.#ago(-postponedMinutes)
    const row = mailRow({ number: this.#mails, at: this.#ago(minutes), sent, postponedUntil }, ids)
    this.#insert('email', { ...row, activityid: this.id(`mail ${this.#mails}`) })
  }

  /** An alert on the mailbox of a person or a queue. level: 1 information, 2 warning, 3 error. */
  alert(key: string, { level, text, minutes }: { level: number; text: string; minutes: number }): void {
    const mailboxid = this.id(`mailbox ${key}`)
    const at = this.#ago(minutes)
    this.#insert('tracelog', {
      tracelogid: this.id(`alert ${key} ${text}`),
      level,
      text,
      tracestatus: level < 3,
      isunique: false,
      canbedeleted: true,
      createdon: at,
      modifiedon: at,
      _regardingobjectid_value: mailboxid,
      _organizationid_value: this.id('organization'),
    })
  }

  /** Users and queues share one kind of id: a key is used once. */
  #idsOf(key: string, unit: string): SenderIds {
    const [id, mailbox] = [this.id(`user ${key}`), this.id(`mailbox ${key}`)]
    return { id, mailbox, unit: this.id(`unit ${unit}`), organization: this.id('organization') }
  }

  #ago(minutes: number): string {
    return iso(new Date(this.now().getTime() - minutes * 60_000))
  }

  #insert(table: string, row: Row): Row {
    const known = schemaOf(table).properties
    const unknown = Object.keys(row).find(name => !(name in known))
    if (unknown) throw new Error(`${table} has no column ${unknown}`)
    return this.db.table(table).insert(row)
  }
}
