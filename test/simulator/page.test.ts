import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { asBot, userId } from './api/callers.js'
import { type Simulator, startSimulator } from './index.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())

async function page(path = '/'): Promise<string> {
  const response = await fetch(simulator.contoso.url + path)
  assert.equal(response.status, 200)
  return response.text()
}

function post(form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  const body = new URLSearchParams(form)
  return fetch(`${simulator.contoso.url}/control`, { method: 'POST', body, headers, redirect: 'manual' })
}

const consentOf = (address: string) =>
  simulator.contoso.table('usersettings').find(userId(simulator.contoso, address))?.issendasallowed

const rowOf = (text: string, address: string) =>
  text.split('<tr ').find(row => row.includes(`<td>${address}</td>`)) ?? ''

const idOf = (address: string) => userId(simulator.contoso, address)
const consent = (to: string) => ({ do: 'consent', user: idOf('sara@contoso.com'), to })

describe('the page of an organization', () => {
  it('shows people and their e-mails, wherever a link of the bot leads', async () => {
    const text = await page('/main.aspx?pagetype=entityrecord&etn=systemuser')
    for (const person of ['Sara Davis', '山田 太郎', 'Áine O&#39;Brien']) assert.ok(text.includes(person), person)
    assert.ok(!text.includes('# Pending Send'))
    const cells = [...rowOf(text, 'omar@contoso.com').matchAll(/<td>(\d+)<\/td>/g)].map(([, count]) => count)
    assert.deepEqual(cells, ['37', '0'])
  })

  it('escapes hostile names and addresses', async () => {
    const { contoso } = simulator
    const hostile = `"><img src=x onerror=alert(1)>'&amp;`
    const user = contoso.control.user('helen@contoso.com')
    contoso.table('systemuser').update(String(user.systemuserid), { fullname: hostile, internalemailaddress: hostile })
    const text = await page()
    assert.ok(!text.includes('<img'))
    assert.ok(text.includes('&#34;&#62;&#60;img src=x onerror=alert(1)&#62;&#39;&#38;amp;'))
    assert.equal((await post({ do: 'consent', user: String(user.systemuserid), to: 'off' })).status, 303)
    assert.equal(consentOf(hostile), false)
  })

  it('switches the consent of a person, and shows it', async () => {
    for (const [to, allowed, shown] of [
      ['on', true, 'aria-label="Switch off: Others may send for Sara Davis"'],
      ['off', false, 'aria-label="Switch on: Others may send for Sara Davis"'],
    ] as const) {
      const response = await post(consent(to), { Origin: simulator.contoso.url })
      assert.deepEqual([response.status, response.headers.get('location')], [303, '/'])
      assert.equal(consentOf('sara@contoso.com'), allowed)
      assert.ok((await page()).includes(shown))
    }
  })

  it('distinguishes two people with the same address', async () => {
    const twins = simulator.contoso.table('systemuser').where(one => one.internalemailaddress === 'shared@contoso.com')
    const ids = twins.map(({ systemuserid }) => String(systemuserid))
    const consents = () => ids.map(id => simulator.contoso.table('usersettings').find(id)?.issendasallowed)
    assert.deepEqual(consents(), [true, false])
    await post({ do: 'consent', user: ids[1] ?? '', to: 'on' })
    assert.deepEqual(consents(), [true, true])
  })

  it('enables a person, sets the delivery method, and grants the router its privilege', async () => {
    const { contoso } = simulator
    await post({ do: 'enable', user: idOf('dave@contoso.com'), to: 'on' })
    await post({ do: 'method', user: idOf('mia@contoso.com'), to: '2' })
    assert.equal(contoso.control.user('dave@contoso.com').isdisabled, false)
    assert.equal(contoso.control.user('mia@contoso.com').outgoingemaildeliverymethod, 2)
    await post({ do: 'grantRouter' })
    assert.ok((await page()).includes('<b>Global, Deep (through a team)</b>'))
  })

  it('starts and ends throttling', async () => {
    const bot = await asBot(simulator)
    await post({ do: 'throttle' })
    assert.deepEqual([(await bot('WhoAmI')).status, (await bot('WhoAmI')).status], [200, 429])
    await post({ do: 'clearFaults' })
    assert.deepEqual([(await bot('WhoAmI')).status, (await bot('WhoAmI')).status], [200, 200])
  })

  it('shows what the router logged', async () => {
    assert.ok((await page()).includes('Nothing yet'))
    simulator.contoso.router.poll()
    assert.ok((await page()).includes('ErrorCode: 0x8004480D'))
  })

  const repairs: readonly (readonly [string, string, string, string])[] = [
    ['approves an address', 'ute@contoso.com', 'Not approved', 'approve'],
    ['activates a mailbox', 'ivan@contoso.com', 'Inactive', 'activate'],
    ['tests a mailbox with an alert', 'tom@contoso.com', 'Alert', 'test'],
    ['makes the router a member of a private queue', 'invoices@contoso.com', 'No', 'member'],
  ]
  for (const [what, address, fault, change] of repairs)
    it(`${what}, and its mails leave`, async () => {
      const { control, router } = simulator.contoso
      const { systemuserid, queueid } = control.find(address) ?? control.queue(address)
      const row = async () => rowOf(await page(), address)
      assert.ok((await row()).includes(`<b class="no">${fault}</b>`))
      await post({ do: change, user: String(systemuserid ?? queueid) })
      assert.ok(!(await row()).includes(`<b class="no">${fault}</b>`))
      router.poll()
      assert.match(await row(), /<td>0<\/td><td>\d+<\/td><\/tr>/)
    })

  it('changes the channel and changes it back', async () => {
    const channel = () => simulator.contoso.table('organization').all()[0]?.emailconnectionchannel
    await post({ do: 'channel', to: 'off' })
    assert.equal(channel(), 0)
    assert.ok((await page()).includes('<b>server-side synchronization</b>'))
    await post({ do: 'channel', to: 'on' })
    assert.equal(channel(), 1)
    assert.ok((await page()).includes('<b>Email Router</b>'))
  })

  const origins = ['https://evil.example', 'http://127.0.0.1.evil.example', 'http://127.0.0.1:1', 'null']
  for (const Origin of origins) {
    it(`changes nothing for a request from the origin ${Origin}`, async () => {
      const response = await post(consent('on'), { Origin })
      assert.deepEqual([response.status, consentOf('sara@contoso.com')], [403, false])
    })
  }

  it('changes nothing under a foreign host name that points here', async () => {
    const headers = { Host: 'evil.example', 'Content-Type': 'application/x-www-form-urlencoded' }
    const status = await new Promise(resolve => {
      const sending = request(`${simulator.contoso.url}/control`, { method: 'POST', headers }, answer => {
        answer.resume()
        resolve(answer.statusCode)
      })
      sending.end(new URLSearchParams(consent('on')).toString())
    })
    assert.deepEqual([status, consentOf('sara@contoso.com')], [403, false])
  })

  it('refuses an unknown change, and one for an unknown person', async () => {
    const ofQueue = { do: 'consent', user: String(simulator.contoso.control.queue('support@contoso.com').queueid) }
    for (const form of [{ do: 'toString' }, { do: '' }, { ...consent('on'), user: 'nobody' }, ofQueue])
      assert.equal((await post(form)).status, 400)
  })

  it('is accessible: it names its language, title, headings, columns, rows and each button', async () => {
    const text = await page()
    assert.match(text, /<html lang="en">/)
    assert.match(text, /<title>Contoso \(simulated Dynamics 365\)<\/title>/)
    assert.equal(text.match(/<h1>/g)?.length, 1)
    assert.equal(text.match(/<th scope="col">/g)?.length, 8 + 6)
    const people = simulator.contoso.table('systemuser').where(({ applicationid }) => applicationid === null)
    const queues = simulator.contoso.table('queue').all()
    assert.equal(text.match(/<th scope="row">/g)?.length, people.length + queues.length)
    const buttons = [...text.matchAll(/<button([^>]*)>([^<]*)<\/button>/g)]
    const names = buttons.map(([, attributes = '', shown = '']) => {
      const label = /aria-label="([^"]+)"/.exec(attributes)?.[1] ?? shown
      assert.ok(label.startsWith(shown), `${label} does not begin with ${shown}`)
      return label
    })
    assert.ok(names.length > 2 * people.length)
    assert.equal(new Set(names).size, names.length)
  })
})
