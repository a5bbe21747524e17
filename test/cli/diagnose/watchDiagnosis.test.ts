import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { dataverseEnvironment } from '../../demo/stack.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { faultsOf, startDiagnose, untilSaid } from '../program.js'

let simulator: Simulator
let env: Readonly<Record<string, string>>
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  env = dataverseEnvironment(simulator)
})
after(() => simulator.close())

const start = (sender: string, ...more: readonly string[]) =>
  startDiagnose(env, '--org', 'Contoso', '--sender', sender, ...more)

describe('diagnose --watch', () => {
  it('says how many have left until none waits, and the result at the end', async () => {
    const { control, router } = simulator.contoso
    const program = start("aine.o'brien@contoso.com", '--watch', '--interval', '0.1')
    await untilSaid(program, /One e-mail is waiting/)
    control.setConsent("aine.o'brien@contoso.com", true)
    router.poll()
    const { code, stdout, stderr } = await program.ended
    assert.equal(code, 0)
    assert.match(stderr, /The e-mail left\.\n$/)
    assert.match(stdout, /: cause found\n[\s\S]*: healthy\n[\s\S]*No e-mail is waiting\./)
  })

  it('ends on Ctrl-C with 130, and says nothing more', async () => {
    const program = start('omar@contoso.com', '--watch', '--interval', '3600')
    await untilSaid(program, /37 e-mails are waiting/)
    program.child.kill('SIGINT')
    const { code, stderr } = await program.ended
    assert.deepEqual([code, stderr], [130, ''])
  })

  it('ends on Ctrl-C even while Dataverse asks to wait, and sends no further request', async () => {
    const { faults, requests } = simulator.contoso
    const program = start('omar@contoso.com', '--watch', '--interval', '0.1')
    await untilSaid(program, /37 e-mails are waiting/)
    faults.set({ kind: 'throttle', retryAfterSeconds: 3 })
    const seen = requests.roundTrips
    while (requests.roundTrips < seen + 2) await setTimeout(20)
    program.child.kill('SIGINT')
    const sent = requests.roundTrips
    assert.equal((await program.ended).code, 130)
    assert.equal(requests.roundTrips, sent)
    faults.clear()
  })

  it('has nothing to wait for if it is not clear whose mail it is', async () => {
    const { code, stdout, stderr } = await start('typo@contoso.com', '--watch', '--interval', '0.1').ended
    assert.deepEqual([code, stderr], [1, ''])
    assert.match(stdout, /senderUnknown/)
  })

  it('keeps the exit code of the last look when nobody reads any more', async () => {
    const program = start('dave@contoso.com', '--watch', '--interval', '0.1')
    await untilSaid(program, /One e-mail is waiting/)
    program.child.stdout?.destroy()
    simulator.contoso.control.setDisabled('dave@contoso.com', false)
    simulator.contoso.router.poll()
    assert.equal((await program.ended).code, 0)
  })

  it('ends if access is refused: it would never stop otherwise', async () => {
    const wrong = { ...env, DATAVERSE_CLIENT_SECRET: 'another' }
    const args = ['--org', 'Contoso', '--sender', 'sara@contoso.com', '--watch']
    const { code, stdout } = await startDiagnose(wrong, ...args).ended
    assert.deepEqual([code, stdout.match(/AADSTS7000215/g)?.length], [2, 1])
  })

  it('continues through an outage, and reports it', async () => {
    const program = start('mia@contoso.com', '--watch', '--interval', '0.1', '--json')
    await untilSaid(program, /"verdict"/)
    simulator.contoso.faults.set({ kind: 'malformed' })
    await untilSaid(program, /could not be counted; looking again/)
    simulator.contoso.faults.clear()
    simulator.contoso.control.setDeliveryMethod('mia@contoso.com', 2)
    simulator.contoso.router.poll()
    const { code, stdout } = await program.ended
    assert.equal(code, 0)
    assert.deepEqual(stdout.trimEnd().split('\n').flatMap(faultsOf), [])
  })
})

describe('diagnose --sender-id', () => {
  it('diagnoses one of those that a plain run lists', async () => {
    const plain = await start('shared@contoso.com').ended
    assert.equal(plain.code, 1)
    assert.match(plain.stdout, /Reception South .+\n {2}Choose one of them: --sender-id ID$/m)
    const [, id = ''] = /Reception South \(([\da-f-]{36})\)/.exec(plain.stdout) ?? []
    const chosen = await start('shared@contoso.com', '--sender-id', id.toUpperCase(), '--json').ended
    assert.deepEqual(JSON.parse(chosen.stdout).causes, ['senderConsent'])
    const wrong = await start('shared@contoso.com', '--sender-id', 'south').ended
    assert.equal(wrong.code, 64)
    assert.match(wrong.stderr, /^"south" is not an id/)
  })
})

describe('the JSON schema', () => {
  it('accepts the report of every exit code, and not everything', async () => {
    const senders = { 'nora@contoso.com': 0, 'sara@contoso.com': 1, 'nobody@contoso.com': 1, 'support@contoso.com': 0 }
    for (const [sender, code] of Object.entries(senders)) {
      const ended = await start(sender, '--json').ended
      assert.equal(ended.code, code, sender)
      assert.deepEqual(faultsOf(ended.stdout), [], sender)
    }
    const field = await startDiagnose(
      { ...env, ORGANIZATIONS: JSON.stringify([{ name: 'F', url: simulator.field.url }]) },
      '--org',
      'F',
      '--sender',
      'nora@contoso.com',
      '--json',
    ).ended
    assert.equal(field.code, 2)
    assert.deepEqual(faultsOf(field.stdout), [])
    for (const wrong of ['{}', '{"verdict":"fine"}', field.stdout.replace('"undetermined"', '"perhaps"')]) {
      assert.ok(faultsOf(wrong).length > 0)
    }
  })
})
