import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { IDENTITY, resetDirectory, SIGN_IN_ID } from '../../entra/graph/provisioningRuns.js'
import { objectIdOf, type Simulator, startSimulator } from '../../simulator/index.js'
import { type Machine, machineOf } from './provisionProgram.js'

let simulator: Simulator
let machine: Machine
let whole: readonly string[]
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  simulator.graph.roles.set(objectIdOf('sara'), 'guest')
  machine = machineOf(simulator)
  whole = ['azure', '--identity', IDENTITY, '--sign-in-id', SIGN_IN_ID, '--tenant', simulator.tenantId]
})
after(async () => {
  machine.remove()
  await simulator.close()
})
beforeEach(async () => {
  resetDirectory(simulator)
  await machine.signIn('admin')
})

const applications = () => simulator.graph.directory.all('application', 'newest')

describe('provision azure', () => {
  it('first tells what it would write, then writes it, and the second time there is nothing to write', async () => {
    const dry = await machine.run([...whole, '--dry-run'])
    assert.equal(dry.code, 0, dry.stderr)
    assert.match(
      dry.stdout,
      /^Nothing was written\. A run without --dry-run would:\n- create the application "Pending Send"/,
    )
    assert.deepEqual(simulator.graph.written, [])

    const first = await machine.run(whole)
    const [application] = applications()
    assert.equal(first.code, 0, first.stderr + first.stdout)
    assert.equal(first.stdout.match(/^Done: /gm)?.length, 7)
    const told = `Everything is in order.\nMicrosoftAppId=${application?.appId}\nMicrosoftAppTenantId=${simulator.tenantId}\n`
    assert.ok(first.stdout.endsWith(told), first.stdout)

    simulator.graph.written.length = 0
    const second = await machine.run(whole)
    assert.deepEqual([second.code, second.stdout, simulator.graph.written], [0, told, []])
    assert.deepEqual((await machine.run([...whole, '--check'])).stdout, 'Everything is in order.\n')
    assert.equal((await machine.run([...whole, '--dry-run'])).stdout, 'There is nothing to write.\n')
  })

  it('needs no identity at first, and says how to name it later', async () => {
    const { code, stdout } = await machine.run(['azure', '--tenant', simulator.tenantId])
    const appId = applications()[0]?.appId
    assert.equal(code, 0, stdout)
    const next = `pending-send provision azure --app-id ${appId} --identity CLIENT-ID`
    assert.ok(stdout.endsWith(`Once the bot's managed identity is there, run: ${next}\n`), stdout)
    const later = await machine.run([...whole, '--app-id', String(appId)])
    assert.deepEqual([later.code, later.stdout.match(/^Done: /gm)?.length, applications().length], [0, 2, 1])
  })

  it('adds where the web page is: named, or by the variables of the bot', async () => {
    await machine.run(whole)
    const uris = () => (applications()[0] as unknown as { web: { redirectUris: readonly string[] } }).web.redirectUris
    assert.equal(uris().length, 1)
    const refused = await machine.run([...whole, '--web', 'https://bot.contoso.com/check'])
    assert.deepEqual([refused.code, uris().length], [64, 1])
    assert.equal((await machine.run([...whole, '--web', 'https://bot.contoso.com'])).code, 0)
    assert.equal(uris()[1], 'https://bot.contoso.com/check/signed-in')
    const variables = { WEB_SIGN_IN: 'on', PUBLIC_URL: 'https://mail.contoso.com/' }
    assert.equal((await machine.run(whole, { ...variables, WEB_SIGN_IN: 'off' })).code, 0)
    assert.equal(uris().length, 2)
    assert.equal((await machine.run(whole, variables)).code, 0)
    assert.equal(uris()[2], 'https://mail.contoso.com/check/signed-in')
  })

  it('checks without writing: 1, and what is wrong', async () => {
    await machine.run(whole)
    const [application] = applications()
    simulator.graph.directory.update(String(application?.id), { isFallbackPublicClient: true })
    simulator.graph.written.length = 0
    const { code, stdout } = await machine.run([...whole, '--check'])
    assert.deepEqual([code, simulator.graph.written], [1, []])
    assert.match(stdout, /^wrong: Public client flows are allowed/)
  })

  it('is killed half-way, and the next run completes it', async () => {
    simulator.graph.directory.lag = 1
    const program = machine.start(whole)
    await new Promise<void>(resolve => {
      const timer = setInterval(() => {
        if (simulator.graph.written.length < 2) return
        clearInterval(timer)
        program.child.kill('SIGKILL')
        resolve()
      }, 5)
    })
    assert.equal((await program.ended).code, null)
    simulator.graph.directory.lag = 0
    const { code, stdout } = await machine.run(whole)
    assert.deepEqual([code, applications().length], [0, 1], stdout)
  })

  it('prints the commands for somebody else, where the person may not', async () => {
    await machine.signIn('omar')
    const { code, stdout } = await machine.run(whole)
    assert.deepEqual([code, applications()], [1, []])
    assert.match(stdout, /^Not allowed: create the application "Pending Send".+ \(Authorization_RequestDenied\)$/m)
    assert.match(
      stdout,
      /^Somebody who may do it has to:\n- create .+:\n {4}az rest --method patch --url 'https:\/\/graph/m,
    )
    assert.match(stdout, /run this again with --app-id and its id\.\n$/)
  })

  it('prints all of them, where the person may not even look', async () => {
    await machine.signIn('sara')
    const { code, stdout } = await machine.run(whole)
    assert.equal(code, 69)
    assert.equal(stdout.match(/^ {4}az /gm)?.length, 7, stdout)
    const known = await machine.run([...whole, '--app-id', IDENTITY])
    assert.equal(known.stdout.match(/^ {4}az /gm)?.length, 6, known.stdout)
    assert.ok(!known.stdout.includes('APP-ID'), known.stdout)
  })
})
