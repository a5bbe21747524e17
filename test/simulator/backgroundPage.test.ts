import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { SERVER_IS_DOWN } from './background/environment.js'
import { type OnlineWorld, startOnlineWorld } from './seeds/synchronized/onlineWorld.js'

let world: OnlineWorld
beforeEach(async () => {
  world = await startOnlineWorld()
})
afterEach(() => world.simulator.close())

const NORA = 'nora@contoso.com'

async function page(): Promise<string> {
  const response = await fetch(world.org.url)
  assert.equal(response.status, 200)
  return response.text()
}

function post(form: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams(form)
  return fetch(`${world.org.url}/control`, { method: 'POST', body, redirect: 'manual' })
}

const idOf = (address: string) => String(world.sender(address).systemuserid)
const label = (text: string) => `aria-label="${text}"`
const drafts = (address: string) => world.mails(address, 1).length

describe('the page of an organization with synchronization', () => {
  it('switches background operations off and on', async () => {
    const switches = [
      ['off', 'Switch on', false],
      ['on', 'Switch off', true],
    ] as const
    for (const [to, next, runs] of switches) {
      assert.equal((await post({ do: 'operations', to })).status, 303)
      assert.equal(world.org.background.environment.backgroundOperations, runs)
      assert.ok((await page()).includes(label(`${next}: background operations run`)))
    }
  })

  it('takes the mail server of a mailbox down, and brings it back', async () => {
    world.org.control.addPending(NORA, 5)
    await post({ do: 'server', user: idOf(NORA), to: 'off' })
    assert.ok((await page()).includes(label('Switch on: the mail server of Nora Lindqvist works')))
    world.pass(1)
    const { transientfailurecount, lastsyncerror } = world.mailbox(NORA)
    assert.deepEqual([transientfailurecount, lastsyncerror], [1, SERVER_IS_DOWN.name])
    await post({ do: 'server', user: idOf(NORA), to: 'on' })
    world.pass(5)
    assert.equal(world.mails(NORA, 6).length, 0)
  })

  it('tests a mailbox with an alert by its settings', async () => {
    const lucy = idOf('lucy@contoso.com')
    assert.equal((await post({ do: 'test', user: lucy })).status, 303)
    world.pass(1)
    assert.equal(world.mailbox('lucy@contoso.com').outgoingemailstatus, 2)
  })

  it('tests a mailbox, which takes a few seconds', async () => {
    assert.equal((await post({ do: 'schedule', user: idOf('sara@contoso.com') })).status, 303)
    assert.ok((await page()).includes('<td>Queued</td>'))
    world.pass(1)
    assert.equal(world.mails('sara@contoso.com', 6).length, 0)
  })

  it('runs a workflow and a flow', async () => {
    const before = [drafts('grace@contoso.com'), drafts('omar@contoso.com')]
    for (const name of ['Order confirmation', 'Survey after a visit']) {
      assert.ok((await page()).includes(label(`Run: ${name}`)))
      const { workflowid } = world.org.background.automation.process(name)
      assert.equal((await post({ do: 'run', user: String(workflowid) })).status, 303)
    }
    world.pass(1)
    assert.deepEqual(
      [drafts('grace@contoso.com'), drafts('omar@contoso.com')],
      before.map(count => count + 1),
    )
  })

  it('resumes a job that waits, and no other', async () => {
    world.org.control.setConsent('grace@contoso.com', true)
    const jobs = world.org.table('asyncoperation').all()
    const [waiting, failed] = [10, 31].map(status => jobs.find(job => job.statuscode === status))
    assert.equal((await post({ do: 'resume', user: String(waiting?.asyncoperationid) })).status, 303)
    assert.equal((await post({ do: 'resume', user: String(failed?.asyncoperationid) })).status, 400)
    world.pass(1)
    assert.deepEqual([waiting?.statuscode, failed?.statuscode], [30, 31])
    assert.ok((await page()).includes('Succeeded'))
  })

  it('switches delegation on and off', async () => {
    const settings = () => String(world.org.table('organization').all()[0]?.orgdborgsettings)
    await post({ do: 'delegation', to: 'on' })
    assert.match(settings(), /<EnableMailboxDelegationForOutgoingEmail>true</)
    await post({ do: 'delegation', to: 'off' })
    assert.match(settings(), /<EnableMailboxDelegationForOutgoingEmail>false</)
  })

  it('has nothing about a router, and refuses what would change one', async () => {
    const text = await page()
    assert.ok(!text.includes('<h2>Email Router</h2>') && !text.includes('The router may read it'))
    const queue = String(world.sender('invoices@contoso.com').queueid)
    for (const what of ['grantRouter', 'channel', 'member'])
      assert.equal((await post({ do: what, user: queue })).status, 400, what)
    const heads = text.match(/<th scope="col">/g)?.length
    assert.equal(heads, 8 + 5 + 4 + 4 + 4)
  })

  it('refuses changes of what is not there', async () => {
    for (const what of ['server', 'schedule', 'run', 'resume'])
      assert.equal((await post({ do: what, user: 'nobody' })).status, 400, what)
  })

  it('names each button differently, and shows no account of the platform', async () => {
    const text = await page()
    const buttons = [...text.matchAll(/<button([^>]*)>([^<]*)<\/button>/g)]
    const names = buttons.map(
      ([, attributes = '', shown = '']) => /aria-label="([^"]+)"/.exec(attributes)?.[1] ?? shown,
    )
    assert.equal(new Set(names).size, names.length)
    assert.ok(!text.includes('SSSAdminProd'))
    assert.ok(text.includes('The bot and the synchronization see your changes'))
  })

  it('is not there where no mailbox sends through synchronization', async () => {
    const text = await (await fetch(world.simulator.field.url)).text()
    assert.ok(!text.includes('Background operations'))
  })
})
