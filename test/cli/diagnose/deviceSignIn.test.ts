import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { dataverseEnvironment } from '../../demo/stack.js'
import { objectIdOf, type Simulator, startSimulator } from '../../simulator/index.js'
import { startDiagnose, untilSaid } from '../program.js'

let simulator: Simulator
let env: Readonly<Record<string, string>>
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  env = dataverseEnvironment(simulator)
})
after(() => simulator.close())

const HOSTED = '[{"name":"Contoso","url":"https://contoso.crm4.dynamics.com"}]'

const sara = (changes: Readonly<Record<string, string>> = {}, ...more: readonly string[]) =>
  startDiagnose({ ...env, ...changes }, '--org', 'Contoso', '--sender', 'sara@contoso.com', '--device-code', ...more)

describe('diagnose --device-code', () => {
  it('reads with the rights of the person who signed in, without a secret', async () => {
    const { DATAVERSE_CLIENT_SECRET: _secret, DATAVERSE_CLIENT_ID: _bot, ...rest } = env
    const args = ['--org', 'Contoso', '--sender', 'sara@contoso.com', '--json', '--device-code']
    const program = startDiagnose(rest, ...args)
    const [, code = ''] = await untilSaid(program, /enter the code (PS\d+)/)
    assert.ok(simulator.entra.signInDevice(code, objectIdOf('admin')))
    const { code: exit, stdout } = await program.ended
    assert.equal(exit, 1)
    assert.deepEqual(JSON.parse(stdout).causes, ['senderConsent'])
  })

  it('gives the person no extra rights: without permission they are told what is missing', async () => {
    const program = startDiagnose(env, '--org', 'Contoso', '--sender', 'sara@contoso.com', '--device-code')
    const [, code = ''] = await untilSaid(program, /enter the code (PS\d+)/)
    simulator.entra.signInDevice(code, objectIdOf('nora'))
    const { code: exit, stdout } = await program.ended
    assert.equal(exit, 2)
    assert.match(stdout, /not seen: .+ \(prvRead(Queue|UserSettings)\)/)
  })

  it('ends with 69 and the Entra error number when nobody signs in, and says what is needed', async () => {
    const program = sara({}, '--json')
    const [, code = ''] = await untilSaid(program, /enter the code (PS\d+)/)
    assert.ok(simulator.entra.declineDevice(code))
    const declined = await program.ended
    assert.deepEqual([declined.code, declined.stdout], [69, ''])
    assert.match(
      declined.stderr,
      /\nThe sign-in was refused: authorization_declined\.\nThe app registration that CLI_CLIENT_ID names has to allow/,
    )
    const unknown = await sara({ CLI_CLIENT_ID: objectIdOf('nobody') }).ended
    assert.deepEqual([unknown.code, unknown.stdout], [69, ''])
    assert.match(unknown.stderr, /^The sign-in was refused: AADSTS700016\./)
  })

  it('asks for a separate application if none is named, and says what to register', async () => {
    const { code, stdout, stderr } = await sara({ CLI_CLIENT_ID: '' }).ended
    assert.deepEqual([code, stdout], [64, ''])
    assert.match(stderr, /1 fault:\n {2}- CLI_CLIENT_ID is missing, and --device-code needs it\. In Entra, App registr/)
    for (const part of ['Allow public client flows', 'delegated, user_impersonation', 'Application (client) ID']) {
      assert.ok(stderr.includes(part), part)
    }
  })

  it("never signs anybody in to the bot's own application, and says why", async () => {
    const own = { CLI_CLIENT_ID: simulator.clientId }
    const upper = { CLI_CLIENT_ID: simulator.clientId.toUpperCase(), DATAVERSE_CLIENT_ID: '', ENTRA_URL: '' }
    const bot = { ...upper, MicrosoftAppId: simulator.clientId, ORGANIZATIONS: HOSTED }
    for (const [changes, name] of [
      [own, 'DATAVERSE_CLIENT_ID'],
      [bot, 'MicrosoftAppId'],
    ] as const) {
      const { code, stdout, stderr } = await sara(changes).ended
      assert.deepEqual([code, stdout], [64, ''])
      assert.ok(stderr.includes(`  - CLI_CLIENT_ID is the application of ${name}: `), stderr)
      assert.match(stderr, /anybody can get a token of the bot's own application, without its secret\./)
    }
  })

  it('ends with 69 when the sign-in service is unreachable', async () => {
    const { code, stderr } = await sara({ ENTRA_URL: 'http://127.0.0.1:9' }).ended
    assert.equal(code, 69)
    assert.match(stderr, /^The sign-in service cannot be reached/)
  })

  it('asks nobody to sign in before the organization is clear', async () => {
    const args = ['--org', 'Nowhere', '--sender', 'sara@contoso.com', '--device-code']
    const { code, stderr } = await startDiagnose(env, ...args).ended
    assert.equal(code, 64)
    assert.match(stderr, /^No organization "Nowhere" is configured/)
  })
})
