import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Ask, asBot, userId } from '../api/callers.js'
import { type Simulator, startSimulator } from '../index.js'
import { parseFilter } from '../query/odata.js'
import { guid } from '../rows/rows.js'
import { schemaOf } from '../rows/schema.js'
import { LARGE_SENDER, seedLarge } from './large.js'

const size = { users: 1_000, pending: 50_001 }
const now = new Date('2026-03-02T10:00:00Z')
let simulator: Simulator
let bot: Ask
let sara: string
before(async () => {
  const time = () => now
  simulator = await startSimulator({ routerIntervalMs: 0, now: time, contoso: seedLarge(time, size) })
  bot = await asBot(simulator)
  sara = userId(simulator.contoso, LARGE_SENDER)
})
after(() => simulator.close())

const condition = (attribute: string, operator: string, value: string | number) =>
  `<condition attribute="${attribute}" operator="${operator}" value="${value}"/>`

/** Counts the sender's waiting e-mails, with the oldest and the newest date. */
function aggregate(...conditions: readonly string[]): string {
  const attributes = [
    '<attribute name="activityid" aggregate="count" alias="count"/>',
    '<attribute name="createdon" aggregate="min" alias="oldest"/>',
    '<attribute name="createdon" aggregate="max" alias="newest"/>',
  ]
  const filter = [condition('statuscode', 'eq', 6), condition('emailsender', 'eq', sara), ...conditions]
  const entity = `<entity name="email">${attributes.join('')}<filter>${filter.join('')}</filter></entity>`
  return `emails?fetchXml=${encodeURIComponent(`<fetch aggregate="true">${entity}</fetch>`)}`
}

describe('an organization of any size', () => {
  it('has the requested numbers of people and e-mails', () => {
    assert.equal(simulator.contoso.table('systemuser').all().length, size.users)
    assert.equal(simulator.contoso.table('email').all().length, size.pending)
  })

  it('finds one person among all', async () => {
    const who = "'user00777@contoso.com'"
    const { rows } = await bot(
      `systemusers?$select=fullname&$filter=internalemailaddress eq ${who} or domainname eq ${who} or fullname eq ${who}`,
    )
    assert.deepEqual(
      rows.map(({ fullname }) => fullname),
      ['User 777'],
    )
  })

  it('returns the first of many rows in an order, and counts to 5,000', async () => {
    const filter = `statuscode eq 6 and directioncode eq true and _emailsender_value eq ${sara}`
    const { rows, json } = await bot(`emails?$filter=${filter}&$orderby=createdon asc&$top=1&$count=true`)
    assert.equal(rows[0]?.createdon, new Date(now.getTime() - 50_060 * 60_000).toISOString().replace('.000', ''))
    assert.equal(json['@odata.count'], 5_000)
  })

  it('aggregates 50,000 rows, and refuses one more', async () => {
    const last = '2026-03-02T09:00:00Z'
    const { status, error } = await bot(aggregate())
    assert.deepEqual([status, error?.code], [400, '0x8004E023'])
    const [found = {}] = (await bot(aggregate(condition('createdon', 'lt', last)))).rows
    assert.deepEqual([found.count, found.newest], [50_000, '2026-03-02T08:59:00Z'])
    const [one = {}] = (await bot(aggregate(condition('createdon', 'ge', last)))).rows
    assert.deepEqual([one.count, one.oldest, one.newest], [1, last, last])
  })

  it('has a router that judges and sends as in any other', () => {
    const { contoso } = simulator
    const left = () => contoso.table('email').having('statuscode', 3).size
    contoso.router.poll()
    assert.equal(left(), 0)
    contoso.control.setConsent(LARGE_SENDER, true)
    contoso.router.poll()
    assert.equal(left(), size.pending)
  })
})

describe('a filter of the bot', () => {
  const user = "'user00777@contoso.com'"
  const filters: readonly (readonly [string, string])[] = [
    ['systemuser', `internalemailaddress eq ${user} or domainname eq ${user} or fullname eq ${user}`],
    ['systemuser', `azureactivedirectoryobjectid eq ${guid('person user00777')} and isdisabled eq false`],
    ['queue', "emailaddress eq 'support@contoso.com'"],
    ['mailbox', `(_regardingobjectid_value eq ${guid('Large user user00777')})`],
    ['email', `statuscode eq 6 and _emailsender_value eq ${guid('Large user user00777')}`],
  ]
  for (const [name, text] of filters)
    it(`reads no more rows of ${name} than it returns: ${text.split(' ')[0]}`, () => {
      const table = simulator.contoso.table(name)
      const filter = parseFilter(text, schemaOf(name))
      const found = table.where(row => filter.matches(row))
      assert.deepEqual([...(filter.among?.(table) ?? table.all())], found)
    })
})
