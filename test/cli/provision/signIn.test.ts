import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { confirmTenant } from '../../../src/cli/provision/tenantConfirmation.js'
import { resetDirectory } from '../../entra/graph/provisioningRuns.js'
import { objectIdOf, type Simulator, startSimulator } from '../../simulator/index.js'
import { guid } from '../../simulator/rows/rows.js'
import { untilSaid } from '../program.js'
import { type Machine, machineOf } from './provisionProgram.js'

let simulator: Simulator
let machine: Machine
let azure: readonly string[]
let dataverse: readonly string[]
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  machine = machineOf(simulator)
  azure = ['azure', '--check', '--tenant', simulator.tenantId]
  dataverse = ['dataverse', '--check', '--org', simulator.contoso.url, '--app-id', guid('a new application')]
})
after(async () => {
  machine.remove()
  await simulator.close()
})
beforeEach(async () => {
  resetDirectory(simulator)
  simulator.contoso.requests.reset()
  simulator.entra.browser.person = objectIdOf('admin')
  await machine.signIn(null)
})

/** Of what the organization was asked with a token. */
const statuses = () => simulator.contoso.requests.log.map(({ status }) => status)
const MISSING = /^missing: The application "Pending Send"\.\n$/

describe('the sign-in of provision', () => {
  it('is that of the Azure CLI, in the tenant of the organization', async () => {
    await machine.signIn('admin')
    const { code, stderr } = await machine.run([...dataverse, '--tenant', simulator.tenantId])
    assert.deepEqual([code, stderr], [1, `Contoso, ${simulator.contoso.url}:\n`])
    assert.deepEqual(JSON.parse(machine.asked().at(-1) ?? ''), [
      ...['account', 'get-access-token', '--resource', simulator.contoso.url],
      ...['--tenant', simulator.tenantId, '--output', 'json'],
    ])
  })

  it('is a browser, where the Azure CLI gives no token', async () => {
    for (const [args, told] of [
      [azure, MISSING],
      [[...dataverse, '--tenant', simulator.tenantId], /^missing: The role /],
    ] as const) {
      const { code, stdout, stderr } = await machine.run(args, machine.browser)
      assert.equal(code, 1, stderr)
      assert.match(stdout, told)
      assert.match(stderr, /^Sign in with your browser\. If it does not open by itself, open this page:\nhttp/)
    }
  })

  it('ends with 69, when the person closes the page', async () => {
    simulator.entra.browser.person = 'declined'
    const { code, stdout, stderr } = await machine.run(azure, machine.browser)
    assert.deepEqual([code, stdout], [69, ''])
    assert.match(stderr, /\nThe sign-in was refused: (AADSTS65004|access_denied)\.\n$/)
  })

  it('is a device code, where there is no browser or none is wanted', async () => {
    await machine.signIn('admin')
    const ways: readonly (readonly [readonly string[], Readonly<Record<string, string>>])[] = [
      [[...azure, '--device-code'], machine.browser],
      [azure, { AZ_FOLDER: '/nowhere' }],
      [azure, { AZ_FOLDER: '/nowhere', BROWSER: '/nowhere/browser' }],
      [azure, { AZ_FOLDER: '/nowhere', ...machine.browser, SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }],
    ]
    for (const [args, changes] of ways) {
      const program = machine.start(args, changes)
      const [, code = ''] = await untilSaid(program, /enter the code (PS\d+)/)
      assert.ok(simulator.entra.signInDevice(code, objectIdOf('admin')))
      const { code: exit, stdout, stderr } = await program.ended
      assert.equal(exit, 1, stderr)
      assert.match(stdout, MISSING)
    }
  })

  it('by hand takes an app registration of its own, never that of the bot', async () => {
    const none = await machine.run(azure, { CLI_CLIENT_ID: '' })
    assert.equal(none.code, 64)
    assert.match(none.stderr, /CLI_CLIENT_ID is missing, and the Azure CLI gives no token\. Sign in .*"az login"/)
    assert.match(none.stderr, /src\/cli\/README\.md names under "provision"/)
    const byCode = await machine.run([...azure, '--device-code'], { CLI_CLIENT_ID: '' })
    assert.equal(byCode.code, 64)
    assert.match(byCode.stderr, /CLI_CLIENT_ID is missing, and --device-code needs it\. Leave --device-code out/)
    const own = await machine.run(azure, { CLI_CLIENT_ID: simulator.clientId, DATAVERSE_CLIENT_ID: simulator.clientId })
    assert.match(own.stderr, /CLI_CLIENT_ID is the application of DATAVERSE_CLIENT_ID/)
  })
})

describe('the tenant', () => {
  it('is named before anything is sent, and without a person there has to be --tenant', async () => {
    await machine.signIn('admin')
    const { tenantId } = simulator
    const unnamed = await machine.run(['azure'])
    assert.equal(unnamed.code, 64)
    assert.ok(
      unnamed.stderr.startsWith(
        `The tenant is ${tenantId}. If that is the one that you mean, add --tenant ${tenantId}.\n`,
      ),
    )
    const organization = await machine.run(dataverse)
    assert.equal(organization.code, 64)
    assert.ok(organization.stderr.startsWith(`${simulator.contoso.url} belongs to the tenant ${tenantId}. If that`))
    assert.deepEqual([simulator.graph.requests(), statuses()], [0, []])
  })

  it('is asked for where nothing names it, with what to run instead', async () => {
    const nowhere = { AZ_FOLDER: '/nowhere', DATAVERSE_TENANT_ID: '', MicrosoftAppTenantId: '' }
    const withoutCli = await machine.run(['azure'], nowhere)
    assert.equal(withoutCli.code, 64)
    assert.match(withoutCli.stderr, /^The Azure CLI is not signed in here: run "az login", or .*--tenant ID/)
    const byCode = await machine.run(['azure', '--device-code'], nowhere)
    assert.equal(byCode.code, 64)
    assert.match(byCode.stderr, /^Name the tenant that you sign in to: --tenant ID\.\n/)
  })

  it('is refused when it is another one than --tenant', async () => {
    await machine.signIn('admin')
    const other = guid('another tenant')
    const before = machine.asked().length
    const organization = await machine.run([...dataverse, '--tenant', other])
    assert.equal(organization.code, 64)
    assert.match(organization.stderr, /belongs to the tenant .+\. --tenant names another one\.\n/)
    assert.deepEqual(statuses(), [])
    assert.equal(machine.asked().length, before)
  })

  it('is confirmed by a person', async () => {
    const meant = { tenantId: guid('tenant'), of: 'https://contoso.crm4.dynamics.com', who: 'admin@contoso.com' }
    const asked: string[] = []
    const say = (answer: string) => async (question: string) => {
      asked.push(question)
      return answer
    }
    for (const yes of ['y', 'YES ']) await confirmTenant(meant, undefined, say(yes))
    const question = `${meant.of} belongs to the tenant ${meant.tenantId}, and you are ${meant.who}. Go on? (y/N) `
    assert.deepEqual(asked, [question, question])
    for (const no of ['', 'n', 'yesterday'])
      await assert.rejects(confirmTenant(meant, undefined, say(no)), { message: 'Nothing was sent.' })
    await confirmTenant(meant, meant.tenantId, null)
  })
})
