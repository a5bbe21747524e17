import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Ask, asBot, asPerson, type Json, userId } from '../api/callers.js'
import { type Simulator, startSimulator } from '../index.js'

let simulator: Simulator
let admin: Ask
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  admin = await asPerson(simulator, 'admin')
})
after(() => simulator.close())

function mailsOf(address: string, statuscode = 6) {
  const sender = userId(simulator.contoso, address)
  return simulator.contoso
    .table('email')
    .where(mail => mail._emailsender_value === sender && mail.statuscode === statuscode)
}

const pathOf = (mail: { activityid?: unknown } | undefined) => `emails(${mail?.activityid})`
const patch = (ask: Ask, path: string, body: object, headers = {}) => ask(path, { method: 'PATCH', body, headers })
const CANCELED = { statecode: 2, statuscode: 5 }
const PARTIES = '$expand=email_activity_parties($select=participationtypemask,addressused,_partyid_value)'

describe('an e-mail', () => {
  it('has a sender and recipients', async () => {
    const [mail] = mailsOf('sara@contoso.com')
    const { json } = await admin(`${pathOf(mail)}?$select=subject,torecipients&${PARTIES}`)
    const [from, to, ...more] = json.email_activity_parties as Json[]
    const sara = userId(simulator.contoso, 'sara@contoso.com')
    assert.deepEqual([from?.participationtypemask, from?.addressused], [1, 'sara@contoso.com'])
    assert.equal(from?._partyid_value, sara)
    assert.deepEqual([to?.participationtypemask, to?._partyid_value, more.length], [2, null, 0])
    assert.equal(json.torecipients, `${to?.addressused};`)
  })

  it('has a subject of its own', async () => {
    const { rows } = await admin('emails?$select=subject')
    assert.ok(rows.length > 50)
    assert.equal(new Set(rows.map(({ subject }) => subject)).size, rows.length)
    assert.match(String(rows[0]?.subject), / \d+|\(\d+\)/)
  })

  it('shows its parties only to people who can see the e-mail itself', async () => {
    const sara = await asPerson(simulator, 'sara')
    const { rows } = await sara('activityparties?$select=addressused&$filter=participationtypemask eq 1')
    assert.deepEqual(new Set(rows.map(({ addressused }) => addressused)), new Set(['sara@contoso.com']))
    const [of] = mailsOf('omar@contoso.com')
    assert.equal((await sara(`${pathOf(of)}?$select=subject&${PARTIES}`)).status, 403)
  })
})

describe('the state of an e-mail', () => {
  it('is set to Canceled by its owner, with the row in the response', async () => {
    const [mail] = mailsOf('sara@contoso.com')
    const sara = await asPerson(simulator, 'sara')
    const path = `${pathOf(mail)}?$select=statuscode,statecode`
    const etag = String((await sara(path)).json['@odata.etag'])
    const headers = { 'If-Match': etag, Prefer: 'return=representation' }
    const { status, json } = await patch(sara, path, CANCELED, headers)
    assert.deepEqual([status, json.statecode, json.statuscode], [200, 2, 5])
    assert.equal(json['@odata.etag'], (await sara(path)).json['@odata.etag'])
    assert.notEqual(json['@odata.etag'], etag)
    assert.ok(!('subject' in json))
    assert.equal((await patch(sara, path, CANCELED, headers)).status, 412)
  })

  it('is unchanged if the e-mail was sent in the meantime', async () => {
    const { control, router } = simulator.contoso
    const [mail] = mailsOf('omar@contoso.com')
    const path = pathOf(mail)
    const etag = String((await admin(path)).json['@odata.etag'])
    control.setConsent('omar@contoso.com', true)
    router.poll()
    const late = await patch(admin, path, CANCELED, { 'If-Match': etag })
    assert.deepEqual([late.status, late.error?.code], [412, '0x80060882'])
    const forced = await patch(admin, path, CANCELED)
    assert.deepEqual([forced.status, forced.error?.code], [400, '0x80048408'])
    assert.match(forced.error?.message ?? '', /state transition/)
    assert.deepEqual([mail?.statecode, mail?.statuscode], [1, 3])
  })

  const pairs: readonly (readonly [object, number, readonly unknown[]])[] = [
    [{ statecode: 2, statuscode: 6 }, 400, [1, 6]],
    [{ statecode: 0, statuscode: 5 }, 400, [1, 6]],
    [{ statuscode: 5 }, 400, [1, 6]],
    [{ statecode: 9 }, 400, [1, 6]],
    [{ statuscode: 6 }, 204, [1, 6]],
    [{ statecode: 2 }, 204, [2, 5]],
  ]
  for (const [body, status, state] of pairs) {
    it(`is refused if it does not match the status: ${JSON.stringify(body)}`, async () => {
      const [mail] = mailsOf('grace@contoso.com')
      const reply = await patch(admin, pathOf(mail), body)
      assert.deepEqual([reply.status, mail?.statecode, mail?.statuscode], [status, ...state])
      if (status === 400) assert.match(reply.error?.code ?? '', /^0x(80048408|8004431A)$/)
    })
  }

  it('cannot be set by others, or by the bot', async () => {
    const [mail] = mailsOf('mia@contoso.com')
    for (const ask of [await asPerson(simulator, 'sara'), await asBot(simulator)])
      assert.equal((await patch(ask, pathOf(mail), CANCELED)).status, 403)
    assert.equal(mail?.statuscode, 6)
  })
})
