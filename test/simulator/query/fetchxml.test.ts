import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Ask, asPerson, type Reply, userId } from '../api/callers.js'
import { type Simulator, startSimulator } from '../index.js'

let simulator: Simulator
let admin: Ask
let omar: string
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  admin = await asPerson(simulator, 'admin')
  omar = userId(simulator.contoso, 'omar@contoso.com')
})
after(() => simulator.close())

const fetchXml = (set: string, xml: string): Promise<Reply> => admin(`${set}?fetchXml=${encodeURIComponent(xml)}`)
const pending = (id: string) =>
  `<filter><condition attribute="statuscode" operator="eq" value="6"/><condition attribute="emailsender" operator="eq" value="${id}"/></filter>`

describe('FetchXML', () => {
  it('counts, and returns the smallest and the largest value', async () => {
    const dates = simulator.contoso
      .table('email')
      .where(mail => mail._emailsender_value === omar)
      .map(({ createdon }) => String(createdon))
      .toSorted()
    const { status, rows } = await fetchXml(
      'emails',
      `<fetch aggregate="true"><entity name="email"><attribute name="activityid" aggregate="count" alias="n"/><attribute name="senton" aggregate="countcolumn" alias="sent"/><attribute name="createdon" aggregate="min" alias="first"/><attribute name="createdon" aggregate="max" alias="last"/>${pending(omar)}</entity></fetch>`,
    )
    assert.equal(status, 200)
    assert.deepEqual(rows, [{ n: 37, sent: 0, first: dates[0], last: dates.at(-1) }])
  })

  it('leaves out the smallest and the largest value if there are no rows', async () => {
    const nora = userId(simulator.contoso, 'nora@contoso.com')
    const { rows } = await fetchXml(
      'emails',
      `<fetch aggregate="true"><entity name="email"><attribute name="activityid" aggregate="count" alias="n"/><attribute name="createdon" aggregate="min" alias="first"/>${pending(nora)}</entity></fetch>`,
    )
    assert.deepEqual(rows, [{ n: 0 }])
  })

  it('returns rows: selected columns, in order, up to a limit, without null values', async () => {
    const { rows } = await fetchXml(
      'systemusers',
      '<fetch top="2"><entity name="systemuser"><attribute name="fullname"/><attribute name="applicationid"/><attribute name="businessunitid"/><filter><condition attribute="fullname" operator="in"><value>Wen Zhou</value><value>Adele Admin</value><value>Sara Davis</value></condition></filter><order attribute="fullname" descending="true"/></entity></fetch>',
    )
    assert.deepEqual(
      rows.map(({ fullname }) => fullname),
      ['Wen Zhou', 'Sara Davis'],
    )
    assert.deepEqual(Object.keys(rows[0] ?? {}), ['@odata.etag', 'fullname', '_businessunitid_value', 'systemuserid'])
  })

  const operators: readonly (readonly [string, readonly string[]])[] = [
    ['<condition attribute="applicationid" operator="not-null"/>', ['# Pending Send', 'Invoice Integration']],
    [
      '<condition attribute="applicationid" operator="null"/><condition attribute="fullname" operator="eq" value="mia novak"/>',
      ['Mia Novak'],
    ],
    ['<condition attribute="outgoingemaildeliverymethod" operator="lt" value="2"/>', ['Mia Novak']],
    ['<condition attribute="isdisabled" operator="ne" value="0"/>', ['Dave Miller']],
    [
      '<filter type="or"><filter><condition attribute="fullname" operator="eq" value="Wen Zhou"/></filter><filter><condition attribute="isdisabled" operator="eq" value="1"/></filter></filter>',
      ['Dave Miller', 'Wen Zhou'],
    ],
  ]
  for (const [inner, names] of operators) {
    it(`filters by ${inner}`, async () => {
      const { rows } = await fetchXml(
        'systemusers',
        `<fetch><entity name="systemuser"><attribute name="fullname"/><filter>${inner}</filter></entity></fetch>`,
      )
      assert.deepEqual(rows.map(({ fullname }) => fullname).toSorted(), names)
    })
  }

  it('compares times', async () => {
    const day = 24 * 60 * 60 * 1000
    const moment = new Date(Date.now() - 20 * day).toISOString()
    const older = simulator.contoso
      .table('email')
      .where(mail => mail._emailsender_value === omar && Date.parse(String(mail.createdon)) < Date.parse(moment))
    const { rows } = await fetchXml(
      'emails',
      `<fetch aggregate="true"><entity name="email"><attribute name="activityid" aggregate="count" alias="n"/><filter><condition attribute="createdon" operator="lt" value="${moment}"/><condition attribute="emailsender" operator="eq" value="${omar}"/></filter></entity></fetch>`,
    )
    assert.ok(older.length > 0)
    assert.deepEqual(rows, [{ n: older.length }])
  })

  const refused: readonly (readonly [string, string, string, RegExp])[] = [
    ['an unknown table', '<fetch><entity name="mail"/></fetch>', '0x80041102', /'mail'.*MetadataCache/],
    [
      'an unknown column',
      '<fetch><entity name="email"><attribute name="title"/><filter><condition attribute="subject" operator="eq" value="none"/></filter></entity></fetch>',
      '0x80041103',
      /'Email' entity doesn't contain attribute with Name = 'title'/,
    ],
    [
      'an unknown column in a condition',
      '<fetch><entity name="email"><filter><condition attribute="_emailsender" operator="null"/></filter></entity></fetch>',
      '0x80041103',
      /'_emailsender'/,
    ],
    [
      'an unknown column in an aggregate',
      '<fetch aggregate="true"><entity name="email"><attribute name="id" aggregate="count" alias="n"/></entity></fetch>',
      '0x80041103',
      /'id'/,
    ],
    ['another table than the set has', '<fetch><entity name="queue"/></fetch>', '0x80060888', /'queue'.*'emails'/],
    ['what is no XML', '<fetch><entity', '0x80060888', /Invalid XML/],
    [
      'an aggregate without an alias',
      '<fetch aggregate="true"><entity name="email"><attribute name="activityid" aggregate="count"/></entity></fetch>',
      '0x80060888',
      /alias/,
    ],
    [
      'an unknown operator',
      '<fetch><entity name="email"><filter><condition attribute="subject" operator="like-so" value="x"/></filter></entity></fetch>',
      '0x80060888',
      /'like-so'/,
    ],
  ]
  for (const [what, xml, code, message] of refused) {
    it(`refuses ${what}`, async () => {
      const { status, error } = await fetchXml('emails', xml)
      assert.deepEqual([status, error?.code], [400, code])
      assert.match(error?.message ?? '', message)
    })
  }

  it('reports unsupported joins and pages instead of ignoring them', async () => {
    const join =
      '<fetch><entity name="email"><link-entity name="systemuser" from="systemuserid" to="ownerid"/></entity></fetch>'
    assert.equal((await fetchXml('emails', join)).status, 501)
    assert.equal((await fetchXml('emails', '<fetch page="2"><entity name="email"/></fetch>')).status, 501)
  })

  const link = (table: string, by: string, inner: string) =>
    `<link-entity name="${table}" from="${by}" to="${by}" intersect="true">${inner}</link-entity>`
  const holders = (link: string) =>
    fetchXml(
      'systemusers',
      `<fetch distinct="true"><entity name="systemuser"><attribute name="fullname"/>${link}</entity></fetch>`,
    )
  const nameFilter = (name: string) =>
    link('role', 'roleid', `<filter><condition attribute="name" operator="eq" value="${name}"/></filter>`)

  it('joins: a row with matches at the other end is returned once', async () => {
    const direct = await holders(link('systemuserroles', 'systemuserid', nameFilter('Email Router')))
    assert.deepEqual(
      direct.rows.map(({ fullname }) => fullname),
      ['Email Router Service', 'Invoice Integration'],
    )
    const teams = link('teammembership', 'systemuserid', link('teamroles', 'teamid', nameFilter('Mail Services')))
    assert.deepEqual(
      (await holders(teams)).rows.map(({ fullname }) => fullname),
      ['Email Router Service'],
    )
    assert.deepEqual((await holders(link('systemuserroles', 'systemuserid', nameFilter('Nothing')))).rows, [])
  })

  it('joins only rows that the caller may see, by existing columns', async () => {
    const linked = link('systemuserroles', 'systemuserid', nameFilter('Email Router'))
    const salesperson = await asPerson(simulator, 'nora')
    const xml = `<fetch distinct="true"><entity name="systemuser">${linked}</entity></fetch>`
    const { status, error } = await salesperson(`systemusers?fetchXml=${encodeURIComponent(xml)}`)
    assert.deepEqual([status, error?.code], [403, '0x80040220'])
    assert.equal((await holders(link('role', 'title', ''))).error?.code, '0x80041103')
    assert.equal((await holders(link('roles', 'roleid', ''))).error?.code, '0x80041102')
    const column = '<attribute name="name"/>'
    assert.equal((await holders(link('systemuserroles', 'systemuserid', column))).status, 501)
  })

  it('keeps the rows without a match of an outer join whose key has to be null, and no other outer join', async () => {
    const alerts = (inner: string, condition: string) =>
      fetchXml(
        'mailboxes',
        `<fetch distinct="true"><entity name="mailbox"><attribute name="name"/>${condition}<link-entity name="tracelog" from="regardingobjectid" to="mailboxid" link-type="outer" alias="alert">${inner}</link-entity></entity></fetch>`,
      )
    const level = '<filter><condition attribute="level" operator="eq" value="3"/></filter>'
    const isNull = '<filter><condition entityname="alert" attribute="tracelogid" operator="null"/></filter>'
    const found = (await alerts(level, isNull)).rows.map(({ name }) => name)
    assert.ok(found.includes('Nora Lindqvist') && !found.includes('Lena Fischer') && !found.includes('Tom Berg'))
    const any = (await alerts('', isNull)).rows.map(({ name }) => name)
    assert.deepEqual(
      found.filter(name => !any.includes(name)),
      ['Nora Lindqvist'],
    )
    assert.equal((await alerts(level, '')).status, 501)
    assert.equal((await alerts(level, isNull.replace('"null"', '"not-null"'))).status, 501)
  })

  it('refuses to count more than 50,000 rows', async () => {
    const { field } = simulator
    const count =
      '<fetch aggregate="true"><entity name="email"><attribute name="activityid" aggregate="count" alias="n"/></entity></fetch>'
    const emails = field.table('email')
    while (emails.all().length < 50_000)
      for (let missing = 50_000 - emails.all().length; missing > 0; missing--) emails.insert({ statuscode: 1 })
    const ask = await asPerson(simulator, 'admin', field)
    const path = `emails?fetchXml=${encodeURIComponent(count)}`
    assert.deepEqual((await ask(path)).rows, [{ n: 50_000 }])
    emails.insert({ statuscode: 1 })
    const { status, error } = await ask(path)
    assert.deepEqual([status, error?.code], [400, '0x8004E023'])
    assert.match(error?.message ?? '', /AggregateQueryRecordLimit/)
  })
})
