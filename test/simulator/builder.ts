import { createHash } from 'node:crypto'
import { Database, iso, type Row, type Value } from './database.js'
import { setPrivilege } from './functions.js'
import { schema, schemaOf } from './schema.js'
import { type Depth, MASKS } from './security.js'

/** The same text gives the same id, so that ids can be named in tests and links survive a restart. */
export function guid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}

export interface PersonSeed {
  readonly key: string
  readonly name: string
  readonly address: string
  readonly unit: string
  readonly consent?: boolean
  readonly disabled?: boolean
  /** Outgoing delivery method of user and mailbox; default 2. */
  readonly method?: number
  readonly roles?: readonly string[]
  /** Ages in minutes of the e-mails in Pending Send. */
  readonly pending?: readonly number[]
  /** The pending e-mails may not leave before so many minutes from now. */
  readonly postponedMinutes?: number
  readonly sent?: number
  readonly applicationId?: string
}

/** Unset dates of a mailbox are 1900-01-01. */
const UNSET = '1900-01-01T00:00:00Z'
const SUBJECTS = [
  'Quotation 2026-118',
  'Minutes of our call',
  'Order confirmation',
  'Invoice and delivery note',
  'Your visit next week',
]

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
      languagecode: 1033,
      isdisabled: false,
    })
  }

  unit(name: string, parent: string | null): void {
    this.#insert('businessunit', {
      businessunitid: this.id(`unit ${name}`),
      name,
      _parentbusinessunitid_value: parent && this.id(`unit ${parent}`),
      isdisabled: false,
    })
  }

  /** A role has one copy in every business unit; the copy of the root is the master. */
  role(name: string, privileges: Readonly<Record<string, Depth>>): void {
    const units = this.db.table('businessunit').all()
    const master = this.id(`role ${name} ${units[0]?.businessunitid}`)
    for (const { businessunitid } of units) {
      const roleid = this.id(`role ${name} ${businessunitid}`)
      this.#insert('role', {
        roleid,
        name,
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
      this.#insert('privilege', {
        privilegeid,
        name: privilege,
        accessright: 0,
        canbebasic,
        canbelocal: true,
        canbedeep: true,
        canbeglobal: true,
      })
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
    for (const member of members)
      this.#insert('teammembership', {
        teammembershipid: this.id(`${teamid} ${member}`),
        teamid,
        systemuserid: this.id(`user ${member}`),
      })
    for (const role of roles)
      this.#insert('teamroles', { teamroleid: this.id(`${teamid} ${role}`), teamid, roleid: this.roleIn(role, unitId) })
  }

  person(seed: PersonSeed): void {
    const { key, name, address, unit, disabled = false, consent = true, method = 2, applicationId } = seed
    const systemuserid = this.id(`user ${key}`)
    const unitId = this.id(`unit ${unit}`)
    const mailboxid = this.id(`mailbox ${key}`)
    const common = { emailrouteraccessapproval: 1, incomingemaildeliverymethod: 0, outgoingemaildeliverymethod: method }
    this.#insert('systemuser', {
      ...common,
      systemuserid,
      fullname: name,
      internalemailaddress: address,
      domainname: applicationId ? `${key}@pendingsend.local` : address,
      isdisabled: disabled,
      accessmode: applicationId ? 4 : 0,
      islicensed: !applicationId,
      applicationid: applicationId ?? null,
      azureactivedirectoryobjectid: applicationId ? guid(`service principal ${applicationId}`) : guid(`person ${key}`),
      _businessunitid_value: unitId,
      _defaultmailbox_value: mailboxid,
      createdon: this.#ago(400 * 24 * 60),
    })
    this.#insert('usersettings', {
      systemuserid,
      issendasallowed: consent,
      businessunitid: unitId,
      uilanguageid: 1033,
      timezonecode: 110,
    })
    this.#insert('mailbox', {
      ...common,
      mailboxid,
      name,
      emailaddress: address,
      _regardingobjectid_value: systemuserid,
      _owningbusinessunit_value: unitId,
      _ownerid_value: systemuserid,
      statecode: disabled ? 1 : 0,
      statuscode: disabled ? 2 : 1,
      outgoingemailstatus: 1,
      enabledforoutgoingemail: true,
      isforwardmailbox: false,
      postponesendinguntil: UNSET,
      postponemailboxprocessinguntil: UNSET,
      testmailboxaccesscompletedon: UNSET,
    })
    for (const role of seed.roles ?? ['Salesperson'])
      this.#insert('systemuserroles', {
        systemuserroleid: this.id(`${key} ${role}`),
        systemuserid,
        roleid: this.roleIn(role, unitId),
      })
    for (const minutes of seed.pending ?? []) this.mail(key, { minutes, postponedMinutes: seed.postponedMinutes })
    for (let i = 0; i < (seed.sent ?? 0); i++) this.mail(key, { minutes: 3000 + i * 700, sent: true })
  }

  queue(key: string, name: string, address: string, unit: string): void {
    const queueid = this.id(`user ${key}`)
    const unitId = this.id(`unit ${unit}`)
    this.#insert('queue', {
      queueid,
      name,
      emailaddress: address,
      outgoingemaildeliverymethod: 2,
      incomingemaildeliverymethod: 0,
      emailrouteraccessapproval: 1,
      queueviewtype: 0,
      _businessunitid_value: unitId,
      _owningbusinessunit_value: unitId,
      statecode: 0,
      statuscode: 1,
    })
    this.#insert('mailbox', {
      mailboxid: this.id(`mailbox ${key}`),
      name,
      emailaddress: address,
      _regardingobjectid_value: queueid,
      _owningbusinessunit_value: unitId,
      statecode: 0,
      statuscode: 1,
      outgoingemaildeliverymethod: 2,
      incomingemaildeliverymethod: 0,
    })
  }

  mail(
    key: string,
    {
      minutes,
      sent = false,
      postponedMinutes,
    }: { minutes: number; sent?: boolean; postponedMinutes?: number | undefined },
  ): Row {
    const sender = this.id(`user ${key}`)
    const unit = this.db.table('systemuser').find(sender)?._businessunitid_value ?? null
    const at = this.#ago(minutes)
    this.#mails += 1
    return this.#insert('email', {
      activityid: this.id(`mail ${this.#mails}`),
      subject: SUBJECTS[this.#mails % SUBJECTS.length] ?? '',
      statecode: 1,
      statuscode: sent ? 3 : 6,
      directioncode: true,
      createdon: at,
      modifiedon: at,
      senton: sent ? at : null,
      actualend: at,
      deliveryattempts: 0,
      postponeemailprocessinguntil: postponedMinutes === undefined ? null : this.#ago(-postponedMinutes),
      torecipients: 'customer@fabrikam.example;',
      _emailsender_value: sender,
      _sendermailboxid_value: this.id(`mailbox ${key}`),
      _ownerid_value: sender,
      _owningbusinessunit_value: unit,
    })
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
