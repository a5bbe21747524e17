import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { checks } from '../../../src/checks/index.js'
import { dataverseEnvironment } from '../../demo/stack.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { compiled, type Ended, runProgram, startProgram } from '../../tools/program.js'

const script = compiled('src/cli.js')

let simulator: Simulator
let env: Readonly<Record<string, string>>
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  env = dataverseEnvironment(simulator, { unnamedRouter: true })
  // Mail leaves this organization: the router is there.
  simulator.contoso.control.addPending('nora@contoso.com', 1)
  simulator.contoso.router.poll()
})
after(() => simulator.close())

const diagnose = (org: string, sender: string, ...more: readonly string[]) =>
  runProgram([script, 'diagnose', '--org', org, '--sender', sender, ...more], { env })

interface Report {
  readonly [property: string]: unknown
  readonly causes: readonly string[]
  readonly findings: readonly { readonly checkId: string; readonly outcome: string }[]
}

const reportOf = ({ stdout }: Ended): Report => JSON.parse(stdout)

describe('diagnose --json', () => {
  it('exits 1 if a cause was found, and prints the report and nothing else', async () => {
    const { contoso } = simulator
    contoso.requests.reset()
    const ended = await diagnose('Contoso', 'sara@contoso.com', '--json')
    assert.deepEqual([ended.code, ended.stderr], [1, ''])
    const { findings, elapsedMs, backlog, waiting, acting, ...report } = reportOf(ended)
    const { roundTrips, operations } = contoso.requests
    assert.deepEqual(report, {
      org: contoso.url,
      channel: 'router',
      sender: 'sara@contoso.com',
      router: 'svc-router@contoso.com',
      verdict: 'causeFound',
      unexplained: false,
      causes: ['senderConsent'],
      held: { drafts: 0, jobs: 0 },
      requests: { roundTrips, operations },
    })
    assert.equal(roundTrips, 2)
    assert.equal(typeof elapsedMs, 'number')
    assert.deepEqual(
      findings.map(({ checkId }) => checkId),
      checks.map(({ id }) => id),
    )
    const { count, olderThanADay, oldest, newest } = backlog as Record<string, unknown>
    assert.deepEqual([count, olderThanADay], [3, 0])
    assert.deepEqual(waiting, { count, oldest, newest })
    const [account, ...others] = acting as readonly { account: { address: string }; as: string }[]
    assert.deepEqual([account?.account.address, account?.as, others], ['svc-router@contoso.com', 'router', []])
    assert.ok(Date.parse(String(oldest)) < Date.parse(String(newest)))
  })

  it('exits 0 if all is well', async () => {
    const ended = await diagnose('Contoso', 'nora@contoso.com', '--json')
    assert.deepEqual([ended.code, ended.stderr], [0, ''])
    const { verdict, causes, backlog } = reportOf(ended)
    assert.deepEqual([verdict, causes], ['healthy', []])
    assert.deepEqual(backlog, { count: 0, atLeast: false, oldest: null, newest: null, olderThanADay: 0 })
  })

  it('exits 2 if mail waits and nothing is in the way, and says what was ruled out and what to look at', async () => {
    const { control } = simulator.contoso
    control.addPending('yamada@contoso.com', 540)
    const json = await diagnose('Contoso', 'yamada@contoso.com', '--json')
    const { verdict, unexplained, causes, backlog } = reportOf(json)
    assert.deepEqual([json.code, verdict, unexplained, causes], [2, 'undetermined', true, []])
    assert.equal((backlog as { count: number }).count, 1)
    const text = await diagnose('Contoso', 'yamada@contoso.com')
    assert.match(text.stdout, /- mail is waiting, and we do not see why; in order: Sender, /)
    assert.match(text.stdout, /Next: .*Microsoft CRM Email Router/)
  })

  it('exits 2 if something could not be seen: no router account was named', async () => {
    const ended = await diagnose('Contoso Field Service', 'nora@contoso.com', '--json')
    const { verdict, router, causes, findings } = reportOf(ended)
    assert.deepEqual([ended.code, verdict, router, causes], [2, 'undetermined', null, []])
    assert.equal(findings.find(({ checkId }) => checkId === 'sendAsPrivilege')?.outcome, 'undetermined')
  })

  it('names the causes in the order of explanation', async () => {
    const omar = await diagnose('contosofs', 'omar@contoso.com', '--router', 'router@fs.contoso.com', '--json')
    assert.deepEqual(reportOf(omar).causes, ['senderConsent', 'sendAsPrivilege'])
    simulator.contoso.control.setConsent('dave@contoso.com', false)
    simulator.contoso.control.setDeliveryMethod('dave@contoso.com', 0)
    const dave = await diagnose('Contoso', 'dave@contoso.com', '--json')
    assert.deepEqual(reportOf(dave).causes, ['senderDisabled', 'senderConsent', 'deliveryMethod'])
  })

  it('finds an organization by its URL, host and names, whatever the case', async () => {
    const { url } = simulator.contoso
    for (const org of [url, `${url}/main.aspx?appid=1`, new URL(url).host, 'CONTOSO']) {
      assert.equal(reportOf(await diagnose(org, 'nora@contoso.com', '--json')).org, url, org)
    }
  })

  it('treats an address as nothing but an address', async () => {
    const { requests } = simulator.contoso
    for (const address of [
      "x'or'1'eq'1@contoso.com",
      '%27%20or%201%20eq%201@contoso.com',
      '#{sender}@contoso.com',
      'a&$top=0@contoso.com',
      '山田@例え.jp',
      `${'a'.repeat(80)}@contoso.com`,
    ]) {
      requests.reset()
      const ended = await diagnose('Contoso', address, '--json')
      const { sender, causes } = reportOf(ended)
      assert.deepEqual([ended.code, sender, causes], [1, address, ['senderUnknown']])
      assert.deepEqual(
        requests.log.filter(({ status }) => status !== 200),
        [],
        address,
      )
    }
  })
})

describe('diagnose for people', { concurrency: 2 }, () => {
  it('says what was found, why, what to do, and what it cost', async () => {
    const { code, stdout, stderr } = await diagnose('Contoso', 'sara@contoso.com')
    assert.deepEqual([code, stderr], [1, ''])
    assert.match(stdout, /^Contoso, sara@contoso\.com: cause found$/m)
    assert.match(stdout, /^- .+ \(senderConsent\): Sara Davis has not allowed/m)
    assert.match(stdout, /^ {2}Next: The sender has to tick "Allow other Microsoft Dynamics 365 users/m)
    assert.match(stdout, /^The mail was handed over, but the Email Router cannot pass it on in the sender's name\.$/m)
    assert.match(stdout, /^Channel: Email Router$/m)
    assert.match(stdout, /^Sends for this sender: Email Router Service, the account of the Email Router$/m)
    assert.match(stdout, /^3 e-mails are waiting\. The oldest is from 2\d{3}-\d\d-\d\d \d\d:\d\d UTC, the newest /m)
    assert.match(stdout, /^2 round trips, \d+ operations, \d+ ms$/m)
    assert.doesNotMatch(stdout, /[⟦{}]|undefined|null|\[object/)
  })

  it('names those who share an address', async () => {
    const { code, stdout } = await diagnose('Contoso', 'shared@contoso.com')
    assert.equal(code, 1)
    assert.match(stdout, /Reception North \(.+\)\n.*Reception South \(/)
  })

  it('exits 2 for an id that matches nobody with the address, and says so', async () => {
    const id = '7c1b0e52-0d0a-4c3e-9a86-3a9d7a3f7f10'
    for (const more of [[], ['--json'], ['--watch']]) {
      const { code, stdout, stderr } = await diagnose('Contoso', 'sara@contoso.com', '--sender-id', id, ...more)
      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr, /^No user and no queue has both the address sara@contoso\.com and the id 7c1b0e52-.+\.\n$/)
    }
  })

  it('says what could not be seen', async () => {
    const { code, stdout } = await diagnose('Contoso Field Service', 'nora@contoso.com')
    assert.equal(code, 2)
    assert.match(stdout, /^Contoso Field Service, nora@contoso\.com: undetermined$/m)
    assert.match(stdout, /^- not seen: .+no router account was named$/m)
  })

  it("lets no name of Dataverse move the terminal's cursor", async () => {
    const user = simulator.field.control.user('omar@contoso.com')
    const fullname = 'Omar\u001b[2J\r\nall: healthy\u202e'
    simulator.field.table('systemuser').update(String(user.systemuserid), { fullname })
    const { stdout } = await diagnose('Contoso Field Service', 'omar@contoso.com', '--router', 'router@fs.contoso.com')
    assert.match(stdout, /Omar ?\[2J all: healthy has not allowed/)
    assert.doesNotMatch(stdout, /\p{Cf}|(?!\n)\p{Cc}/u)
  })

  it('keeps its exit code when the reader leaves early', async () => {
    const args = ['diagnose', '--org', 'Contoso', '--sender', 'nora@contoso.com', '--json']
    const { child, ended } = startProgram([script, ...args], { env })
    child.stdout?.destroy()
    assert.deepEqual(await ended, { code: 0, stdout: '', stderr: '' })
  })
})
