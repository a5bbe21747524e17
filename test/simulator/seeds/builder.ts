import { Database, iso, type Row, type Value } from '../rows/database.js'
import { setPrivilege } from '../rows/roleWrites.js'
import { alertRow, guid, mailboxRow, queueRow, type RoleKind, roleRow, userRow } from '../rows/rows.js'
import { schema, schemaOf } from '../rows/schema.js'
import { type Depth, MASKS } from '../rows/security.js'
import { mailRow, partyRows } from '../sending/mailRows.js'
import type { AlertSeed, PersonSeed, QueueSeed, Seeded, SenderIds, TeamSeed } from './seeds.js'

interface Mail {
  readonly from: string
  readonly minutes: number
  readonly sent?: boolean
  readonly postponedMinutes?: number | undefined
}

/** Fills an organization with rows, linked as the product links them. */
export class OrganizationBuilder {
  readonly db: Database
  #mails = 0

  constructor(
    readonly name: string,
    protected readonly now: () => Date,
  ) {
    this.db = new Database(Object.keys(schema), now)
  }

  /** An id of this organization. */
  id(text: string): string {
    return guid(`${this.name} ${text}`)
  }

  /** routerKey: the key of the person that the router signs in as. */
  seeded(routerKey: string): Seeded {
    return {
      db: this.db,
      routerAccountId: this.id(`user ${routerKey}`),
      organizationId: this.id('organization'),
    }
  }

  organization(uniqueName: string): void {
    this.insert('organization', {
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
    this.insert('businessunit', {
      businessunitid: this.id(`unit ${name}`),
      name,
      _parentbusinessunitid_value: parent && this.id(`unit ${parent}`),
      _organizationid_value: this.id('organization'),
      isdisabled: false,
    })
  }

  /** A role has one copy in every business unit; the copy in the root is the master. */
  role(name: string, privileges: Readonly<Record<string, Depth>>, kind: Omit<RoleKind, 'name'> = {}): void {
    const units = this.db.table('businessunit').all()
    const master = this.roleIn(name, units[0]?.businessunitid)
    for (const { businessunitid } of units) {
      const roleid = this.roleIn(name, businessunitid)
      const ids = { roleid, master, unit: String(businessunitid), organization: this.id('organization') }
      this.insert('role', roleRow({ name, ...kind }, ids))
      for (const [privilege, depth] of Object.entries(privileges)) this.grant(roleid, privilege, depth)
    }
  }

  grant(roleid: string, privilege: string, depth: Depth): void {
    const privilegeid = guid(`privilege ${privilege}`)
    if (!this.db.table('privilege').find(privilegeid)) {
      const canbebasic = privilege !== 'prvSendAsUser'
      const deeper = { canbelocal: true, canbedeep: true, canbeglobal: true }
      this.insert('privilege', { privilegeid, name: privilege, accessright: 0, canbebasic, ...deeper })
    }
    setPrivilege(this.db.table('roleprivileges'), { roleid, privilegeid }, MASKS[depth])
  }

  roleIn(name: string, unitId: Value | undefined): string {
    return this.id(`role ${name} ${unitId}`)
  }

  /** A team of a business unit, its members and its roles. */
  team(name: string, unit: string, { members, roles, ofGroup = false }: TeamSeed): void {
    const teamid = this.id(`team ${name}`)
    const unitId = this.id(`unit ${unit}`)
    const group = ofGroup ? { teamtype: 2, azureactivedirectoryobjectid: guid(`group ${name}`) } : { teamtype: 0 }
    this.insert('team', { teamid, name, ...group, isdefault: false, _businessunitid_value: unitId })
    for (const member of members) {
      const teammembershipid = this.id(`${teamid} ${member}`)
      this.insert('teammembership', { teammembershipid, teamid, systemuserid: this.id(`user ${member}`) })
    }
    for (const role of roles) {
      const teamroleid = this.id(`${teamid} ${role}`)
      this.insert('teamroles', { teamroleid, teamid, roleid: this.roleIn(role, unitId) })
    }
  }

  person(seed: PersonSeed): void {
    const { key, consent = true } = seed
    const ids = this.#idsOf(key, seed.unit)
    this.insert('systemuser', { ...userRow(seed, ids), createdon: this.ago(400 * 24 * 60) })
    this.insert('usersettings', {
      systemuserid: ids.id,
      issendasallowed: consent,
      businessunitid: ids.unit,
      uilanguageid: 1033,
      timezonecode: 110,
    })
    this.insert('mailbox', mailboxRow(seed, ids))
    for (const role of seed.roles ?? ['Salesperson']) {
      const systemuserroleid = this.id(`${key} ${role}`)
      this.insert('systemuserroles', { systemuserroleid, systemuserid: ids.id, roleid: this.roleIn(role, ids.unit) })
    }
    for (const minutes of seed.pending ?? [])
      this.#mail(ids, { from: seed.address, minutes, postponedMinutes: seed.postponedMinutes })
    for (let i = 0; i < (seed.sent ?? 0); i++)
      this.#mail(ids, { from: seed.address, minutes: 3000 + i * 700, sent: true })
    if (seed.sentNow) this.#mail(ids, { from: seed.address, minutes: 1, sent: true })
  }

  queue(seed: QueueSeed): void {
    const { key, unit, owner, members = [], pending = [] } = seed
    const team = seed.ownerTeam
    const ownerId = team === undefined ? this.id(`user ${owner}`) : this.id(`team ${team}`)
    const ids = { ...this.#idsOf(key, unit), owner: ownerId, ownedByTeam: team !== undefined }
    this.insert('queue', queueRow(seed, ids))
    this.insert('mailbox', mailboxRow(seed, ids))
    for (const member of members) {
      const queuemembershipid = this.id(`member ${member} ${key}`)
      this.insert('queuemembership', { queuemembershipid, queueid: ids.id, systemuserid: this.id(`user ${member}`) })
    }
    for (const minutes of pending) this.#mail(ids, { from: seed.address, minutes })
  }

  #mail(ids: SenderIds, { from, minutes, sent = false, postponedMinutes }: Mail): void {
    this.#mails += 1
    const postponedUntil = postponedMinutes === undefined ? null : this.ago(-postponedMinutes)
    const row = mailRow({ number: this.#mails, from, at: this.ago(minutes), sent, postponedUntil }, ids)
    const mail = this.insert('email', { ...row, activityid: this.id(`mail ${this.#mails}`) })
    for (const party of partyRows(mail)) this.insert('activityparty', party)
  }

  /** An alert on the mailbox of a person or a queue. */
  alert(key: string, alert: AlertSeed): void {
    const mailbox = this.db.table('mailbox').find(this.id(`mailbox ${key}`))
    if (!mailbox) throw new Error(`There is no mailbox of ${key}`)
    const tracelogid = this.id(`alert ${key} ${alert.text}`)
    this.insert('tracelog', { tracelogid, ...alertRow(alert, { at: this.ago(alert.minutesAgo), mailbox }) })
  }

  /** Users and queues share the same ids, so a key can be used only once. */
  #idsOf(key: string, unit: string): SenderIds {
    const [id, mailbox] = [this.id(`user ${key}`), this.id(`mailbox ${key}`)]
    return { id, owner: id, mailbox, unit: this.id(`unit ${unit}`), organization: this.id('organization') }
  }

  protected ago(minutes: number): string {
    return iso(new Date(this.now().getTime() - minutes * 60_000))
  }

  protected insert(table: string, row: Row): Row {
    const { properties } = schemaOf(table)
    const unknown = Object.keys(row).find(name => !(name in properties))
    if (unknown) throw new Error(`${table} has no column ${unknown}`)
    return this.db.table(table).insert(row)
  }
}
