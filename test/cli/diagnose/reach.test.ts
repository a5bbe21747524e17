import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { dataverseEnvironment } from '../../demo/stack.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { freePort } from '../../storage/azurite.js'
import { compiled, runProgram } from '../../tools/program.js'
import { faultsOf } from '../program.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())

const diagnose = (env: Readonly<Record<string, string>>, ...more: readonly string[]) =>
  runProgram([compiled('src/cli.js'), 'diagnose', '--org', 'Contoso', '--sender', 'nora@contoso.com', ...more], { env })

describe('an organization out of reach', { concurrency: 2 }, () => {
  it('exits 69 when nobody answers there', async () => {
    const away = await startSimulator({ routerIntervalMs: 0 })
    await away.contoso.close()
    try {
      const { code, stdout } = await diagnose(dataverseEnvironment(away))
      assert.equal(code, 69)
      assert.match(stdout, /: undetermined$/m)
      assert.equal(stdout.match(/could not be reached/g)?.length, 1, stdout)
      assert.match(stdout, /^(\d+) round trips/m)
    } finally {
      await away.close()
    }
  })

  it('exits 69 when the sign-in service does not answer, and counts no request that was not sent', async () => {
    const ENTRA_URL = `http://127.0.0.1:${await freePort()}`
    const { code, stdout } = await diagnose({ ...dataverseEnvironment(simulator), ENTRA_URL }, '--json')
    assert.deepEqual(faultsOf(stdout), [])
    const { verdict, requests } = JSON.parse(stdout)
    assert.deepEqual([code, verdict, requests], [69, 'undetermined', { roundTrips: 0, operations: 0 }])
  })

  it('exits 2, not 69, when it answers and refuses', async () => {
    const { code, stdout } = await diagnose({
      ...dataverseEnvironment(simulator),
      DATAVERSE_CLIENT_SECRET: 'another',
    })
    assert.equal(code, 2)
    const [verdict, missing, next, cost] = stdout.trimEnd().split('\n')
    assert.equal(verdict, 'Contoso, nora@contoso.com: undetermined')
    assert.equal(missing, '- not seen: anything – The sign-in was refused: AADSTS7000215')
    assert.match(
      next ?? '',
      /^Next: Check the credentials: DATAVERSE_CLIENT_SECRET .+ is not a secret of this application/,
    )
    assert.match(cost ?? '', /^0 round trips, 0 operations, \d+ ms$/)
    assert.equal(stdout.trimEnd().split('\n').length, 4)
    assert.doesNotMatch(stdout, /another/)
  })
})
