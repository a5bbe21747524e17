import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Ask, asPerson, userId } from '../api/callers.js'
import { type Simulator, startSimulator } from '../index.js'

let simulator: Simulator
let admin: Ask
let sara: string
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  admin = await asPerson(simulator, 'admin')
  sara = userId(simulator.contoso, 'sara@contoso.com')
})
after(() => simulator.close())

describe('what the schema does not have', () => {
  const unknown: readonly (readonly [string, number, RegExp])[] = [
    ['contacts?$select=fullname', 404, /^Resource not found for the segment 'contacts'\.$/],
    ['SystemUsers?$select=fullname', 404, /'SystemUsers'/],
    ['systemusers?$select=fullname,emailaddress', 400, /property named 'emailaddress' on type '.*\.systemuser'/],
    ['tracelogs?$select=cause&$filter=level eq 3', 400, /property named 'cause'/],
    ['emails?$select=subject&$filter=sender_id eq 1', 400, /'sender_id'/],
    ["emails?$select=subject&$filter=contains(title,'x')", 400, /'title'/],
    ['queues?$select=name&$orderby=rank desc', 400, /'rank'/],
    ['queues?$select=name&$orderby=name downwards', 400, /Syntax error/],
    ['queues?$select=name&$expand=members($select=fullname)', 400, /'members'/],
    ['queues?$select=name&$expand=defaultmailbox($select=title)', 400, /'title'/],
    ['queues?$select=name&$skip=5', 400, /\$skip/],
    ['queues?$select=name&$top=many', 400, /\$top/],
    ['queues?$select=name&$filter=name eq', 400, /Syntax error/],
    ['RetrieveEverything', 404, /'RetrieveEverything'/],
    ['roles/first', 404, /'first'/],
  ]
  for (const [path, status, message] of unknown) {
    it(`is refused: ${path}`, async () => {
      const reply = await admin(path)
      assert.deepEqual([reply.status, reply.error?.code], [status, '0x80060888'])
      assert.match(reply.error?.message ?? '', message)
    })
  }

  it('is refused even if no row would be affected', async () => {
    const none = "$filter=name eq 'nothing has this name'"
    assert.equal((await admin(`queues?$select=name&${none}`)).rows.length, 0)
    assert.equal((await admin(`queues?$select=title&${none}`)).status, 400)
    assert.equal((await admin(`queues?$select=name&${none}&$expand=defaultmailbox($select=title)`)).status, 400)
  })

  it('reports an unsupported relationship instead of returning nothing', async () => {
    const [alert] = simulator.contoso.table('tracelog').all()
    assert.equal((await admin(`tracelogs(${alert?.tracelogid})/tracelog_parent_tracelog?$select=text`)).status, 501)
  })

  it('refuses methods that a resource does not have', async () => {
    for (const method of ['DELETE', 'PUT', 'POST'])
      assert.equal((await admin(`systemusers(${sara})`, { method })).status, 405, method)
    assert.equal((await admin('mailboxes', { method: 'POST', body: {} })).status, 405)
    assert.equal((await admin('WhoAmI', { method: 'POST', body: {} })).status, 405)
    assert.ok(simulator.contoso.table('systemuser').find(sara))
  })
})
