import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { LIST } from '../../dataverse/provision/privilegeList.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { guid } from '../../simulator/rows/rows.js'
import { seedContoso } from '../../simulator/seeds/contoso.js'
import { type Machine, machineOf } from './provisionProgram.js'

const APP = guid('a new application')

let simulator: Simulator
let machine: Machine
let whole: readonly string[]
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  machine = machineOf(simulator)
  whole = ['dataverse', '--org', simulator.contoso.url, '--app-id', APP, '--tenant', simulator.tenantId]
})
after(async () => {
  machine.remove()
  await simulator.close()
})
beforeEach(async () => {
  simulator.contoso.load(seedContoso(() => new Date()))
  simulator.contoso.written.length = 0
  await machine.signIn('admin')
})

describe('provision dataverse', () => {
  it('first tells what it would write, then writes it, and the second time there is nothing to write', async () => {
    const dry = await machine.run([...whole, '--dry-run'])
    assert.equal(dry.code, 0, dry.stderr)
    assert.match(
      dry.stdout,
      /would:\n- create the role "Pending Send \(read\)" in the root business unit\n {4}POST roles\n/,
    )
    assert.deepEqual(simulator.contoso.written, [])

    const first = await machine.run(whole)
    assert.deepEqual([first.code, first.stdout.match(/^Done: /gm)?.length], [0, 4], first.stderr + first.stdout)
    simulator.contoso.written.length = 0
    const second = await machine.run(whole)
    assert.deepEqual([second.code, second.stdout, simulator.contoso.written], [0, 'Everything is in order.\n', []])
  })

  it('checks without writing: 1, and what is missing, too shallow or too much', async () => {
    await machine.run(whole)
    simulator.contoso.control.removePrivilege(LIST.role, 'prvReadTraceLog')
    simulator.contoso.control.grantPrivilege(LIST.role, 'prvReadMailbox', 'Local')
    simulator.contoso.control.grantPrivilege(LIST.role, 'prvWriteMailbox', 'Global')
    simulator.contoso.written.length = 0
    const { code, stdout } = await machine.run([...whole, '--check'])
    assert.deepEqual([code, simulator.contoso.written], [1, []])
    assert.deepEqual(
      stdout.match(/^[a-z ]+: prv\w+/gm),
      ['missing: prvReadTraceLog', 'too shallow: prvReadMailbox', 'too much: prvWriteMailbox'],
      stdout,
    )
  })

  it("takes the bot's own application, where it is configured", async () => {
    const args = whole.filter(word => word !== '--app-id' && word !== APP)
    const { code, stdout } = await machine.run(args, { DATAVERSE_CLIENT_ID: APP })
    assert.equal(code, 0, stdout)
    assert.equal(simulator.contoso.table('systemuser').having('applicationid', APP).size, 1)
    const none = await machine.run(args)
    assert.deepEqual([none.code, none.stderr.split('\n')[0]], [64, "Name the bot's application: --app-id ID."])
  })

  it('tells somebody who may not what an administrator does', async () => {
    simulator.contoso.control.removePrivilege('System Administrator', 'prvCreateRole')
    simulator.contoso.control.removePrivilege('System Administrator', 'prvCreateUser')
    const { code, stdout } = await machine.run(whole)
    assert.deepEqual([code, simulator.contoso.table('systemuser').having('applicationid', APP).size], [1, 0])
    assert.match(stdout, /^Not allowed: create the role .+ \(you lack prvCreateRole\)$/m)
    assert.match(stdout, /^ {4}pac admin assign-user --environment http.+ --application-user$/m)
  })

  it('ends with 69 for somebody who may not even look, and names the privilege', async () => {
    await machine.signIn('nora')
    const { code, stdout, stderr } = await machine.run(whole)
    assert.deepEqual([code, stdout], [69, ''])
    assert.match(stderr, /^You lack prvRead\w+, so the organization cannot be looked at\.\n$/)
  })

  it('lists the privileges without signing in', async () => {
    const { code, stdout } = await machine.run(['dataverse', '--list'])
    assert.equal(code, 0)
    assert.deepEqual(
      [...stdout.matchAll(/^\| `(prv\w+)`/gm)].map(([, name]) => name),
      LIST.privileges.map(({ name }) => name),
    )
  })
})
