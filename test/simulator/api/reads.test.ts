import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Simulator, startSimulator } from '../index.js'
import { type Ask, asPerson, type Json, userId } from './callers.js'

let simulator: Simulator
let admin: Ask
let sara: string
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  admin = await asPerson(simulator, 'admin')
  sara = userId(simulator.contoso, 'sara@contoso.com')
})
after(() => simulator.close())

const namesIn = (rows: readonly Json[], column = 'fullname') => rows.map(row => row[column])

describe('one row', () => {
  it('has the selected columns, its key, its ETag and its context', async () => {
    const { status, json, headers } = await admin(`usersettingscollection(${sara})?$select=issendasallowed`)
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(json), ['@odata.context', '@odata.etag', 'issendasallowed', 'systemuserid'])
    const context = `${simulator.contoso.url}/api/data/v9.2/$metadata#usersettingscollection(issendasallowed)/$entity`
    assert.equal(json['@odata.context'], context)
    assert.match(String(json['@odata.etag']), /^W\/"\d+"$/)
    assert.deepEqual([json.issendasallowed, json.systemuserid], [false, sara])
    assert.equal(headers.get('odata-version'), '4.0')
    assert.equal(headers.get('content-type'), 'application/json; odata.metadata=minimal')
  })

  it('has every column without $select, with null for unset ones', async () => {
    const { json } = await admin(`mailboxes(${String((await mailboxOf(sara)).mailboxid)})`)
    assert.equal(Object.keys(json).length, 2 + 112)
    assert.equal(json.lastsyncerror, null)
    assert.equal(json['@odata.etag'], `W/"${json.versionnumber}"`)
  })

  it('is found by an alternate key', async () => {
    const oid = simulator.contoso.table('systemuser').find(sara)?.azureactivedirectoryobjectid
    const { json } = await admin(`systemusers(azureactivedirectoryobjectid=${oid})?$select=fullname`)
    assert.equal(json.fullname, 'Sara Davis')
    assert.equal((await admin('systemusers(fullname=%27Sara%20Davis%27)')).status, 400)
  })

  it('is reported as missing if it does not exist', async () => {
    const nobody = '11111111-2222-4333-8444-555555555555'
    const byId = await admin(`systemusers(${nobody})?$select=fullname`)
    assert.deepEqual([byId.status, byId.error?.code], [404, '0x80040217'])
    assert.equal(byId.error?.message, `systemuser With Id = ${nobody} Does Not Exist`)
    const byKey = await admin(`systemusers(azureactivedirectoryobjectid=${nobody})?$select=fullname`)
    assert.deepEqual([byKey.status, byKey.error?.code], [404, '0x80060891'])
    assert.equal((await admin('systemusers(sara)?$select=fullname')).status, 400)
  })
})

async function mailboxOf(owner: string): Promise<Json> {
  const { rows } = await admin(`mailboxes?$select=mailboxid&$filter=_regardingobjectid_value eq ${owner}`)
  assert.equal(rows.length, 1)
  return rows[0] ?? {}
}

describe('a set', () => {
  it('is filtered, ordered and limited', async () => {
    const mails = '$select=createdon&$filter=statuscode eq 6 and _emailsender_value eq'
    const all = await admin(`emails?${mails} ${sara}&$orderby=createdon desc`)
    const dates = namesIn(all.rows, 'createdon')
    assert.equal(dates.length, 3)
    assert.deepEqual(dates, dates.toSorted().toReversed())
    const top = await admin(`emails?${mails} ${sara}&$orderby=createdon desc&$top=2`)
    assert.deepEqual(namesIn(top.rows, 'createdon'), dates.slice(0, 2))
    assert.equal(top.json['@odata.nextLink'], undefined)
  })

  it('is counted on request', async () => {
    const { json } = await admin('businessunits?$select=name&$count=true&$top=1')
    assert.deepEqual([json['@odata.count'], (json.value as Json[]).length], [3, 1])
  })

  const filters: readonly (readonly [string, readonly string[]])[] = [
    ["fullname eq 'SARA davis'", ['Sara Davis']],
    ["internalemailaddress eq 'aine.o''brien@contoso.com'", ["Áine O'Brien"]],
    ["fullname eq '山田 太郎'", ['山田 太郎']],
    ["fullname eq 'a; b & c'", []],
    ["startswith(fullname,'Reception') and not endswith(fullname,'north')", ['Reception South']],
    ["contains(internalemailaddress,'wen@') or fullname eq 'Mia Novak'", ['Mia Novak', 'Wen Zhou']],
    ["(isdisabled eq true or outgoingemaildeliverymethod eq 0) and fullname ne 'Mia Novak'", ['Dave Miller']],
    ['applicationid ne null and createdon lt 2100-01-01T00:00:00Z', ['# Pending Send', 'Invoice Integration']],
  ]
  for (const [filter, names] of filters) {
    it(`answers $filter=${filter}`, async () => {
      const { rows } = await admin(`systemusers?$select=fullname&$filter=${encodeURIComponent(filter)}`)
      assert.deepEqual(namesIn(rows).toSorted(), names)
    })
  }

  it('refuses a quoted GUID and an unquoted string', async () => {
    const quoted = await admin(`emails?$select=subject&$filter=_emailsender_value eq '${sara}'`)
    assert.deepEqual([quoted.status, quoted.error?.code], [400, '0x80060888'])
    assert.match(quoted.error?.message ?? '', /incompatible types.*'Edm.Guid' and 'Edm.String'.*'Equal'/)
    assert.equal((await admin('systemusers?$select=fullname&$filter=fullname eq 5')).status, 400)
  })

  it('expands one-to-many, many-to-one and many-to-many relationships', async () => {
    const { rows, json } = await admin(
      `systemusers?$select=fullname&$filter=systemuserid eq ${sara}&$expand=businessunitid($select=name),user_settings($select=issendasallowed),systemuserroles_association($select=name;$filter=name eq 'Salesperson')`,
    )
    const [row = {}] = rows
    assert.equal((row.businessunitid as Json).name, 'Sales')
    assert.deepEqual(namesIn(row.user_settings as Json[], 'issendasallowed'), [false])
    assert.deepEqual(namesIn(row.systemuserroles_association as Json[], 'name'), ['Salesperson'])
    assert.match(String(json['@odata.context']), /#systemusers\(fullname,businessunitid\(name\),user_settings\(/)
  })

  it('can be the other end of a relationship of a row', async () => {
    const router = userId(simulator.contoso, 'svc-router@contoso.com')
    const teams = await admin(
      `systemusers(${router})/teammembership_association?$select=name&$expand=teamroles_association($select=name)`,
    )
    assert.deepEqual(namesIn(teams.rows, 'name'), ['Mail Services'])
    assert.deepEqual(namesIn(teams.rows[0]?.teamroles_association as Json[], 'name'), ['Mail Services'])
    const mailbox = await admin(`systemusers(${sara})/defaultmailbox?$select=emailaddress`)
    assert.equal(mailbox.json.emailaddress, 'sara@contoso.com')
    const alerts = await admin(
      `systemusers(${userId(simulator.contoso, 'nora@contoso.com')})/defaultmailbox?$select=name&$expand=tracelog_Mailbox($select=level)`,
    )
    assert.deepEqual(namesIn(alerts.json.tracelog_Mailbox as Json[], 'level'), [1])
  })
})

describe('paging', () => {
  it('returns each row once as the links are followed, and reports the page size that it applied', async () => {
    const seen: unknown[] = []
    const sizes: number[] = []
    let next: unknown = 'emails?$select=subject&$filter=statuscode eq 6 and directioncode eq true&$orderby=createdon'
    while (typeof next === 'string') {
      const page = await admin(next, { headers: { Prefer: 'odata.maxpagesize=10' } })
      assert.equal(page.headers.get('preference-applied'), 'odata.maxpagesize=10')
      seen.push(...namesIn(page.rows, 'activityid'))
      sizes.push(page.rows.length)
      next = page.json['@odata.nextLink']
    }
    const pending = simulator.contoso.table('email').where(mail => mail.statuscode === 6)
    assert.equal(pending.length, 55)
    assert.deepEqual(sizes, [10, 10, 10, 10, 10, 5])
    assert.deepEqual(new Set(seen), new Set(pending.map(mail => mail.activityid)))
    assert.equal(seen.length, pending.length)
  })

  it('follows a relationship page by page', async () => {
    const path = `businessunits(${simulator.contoso.control.user('sara@contoso.com')._businessunitid_value})`
    assert.equal((await admin(`${path}?$select=name`)).json.name, 'Sales')
    const mailbox = String((await mailboxOf(sara)).mailboxid)
    const first = await admin(`mailboxes(${mailbox})/email_sendermailboxid_mailbox?$select=subject`, {
      headers: { Prefer: 'odata.maxpagesize=3' },
    })
    const second = await admin(String(first.json['@odata.nextLink']), { headers: { Prefer: 'odata.maxpagesize=3' } })
    assert.deepEqual([first.rows.length, second.rows.length, second.json['@odata.nextLink']], [3, 2, undefined])
  })
})
