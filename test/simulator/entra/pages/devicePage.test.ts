import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { createDeviceCodeTokens } from '../../../../src/entra/operator/deviceCode.js'
import { objectIdOf, type Simulator, startSimulator } from '../../index.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())

/** A program that waits for a person: what it said, and how it ended. */
async function waiting() {
  const says: string[] = []
  const tokens = createDeviceCodeTokens({ ...simulator, clientId: simulator.cliClientId }, text => says.push(text))
  const signingIn = tokens.signIn(simulator.contoso.url)
  signingIn.catch(() => {})
  while (says.length === 0) await setTimeout(20)
  const message = says.join('')
  const [, page = '', code = ''] = /open (\S+) and enter the code (PS\d+)\./.exec(message) ?? assert.fail(message)
  return { tokens, signingIn, page, code }
}

async function post(page: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  const answer = await fetch(page, { method: 'POST', body: new URLSearchParams(form), headers })
  return { status: answer.status, text: await answer.text() }
}

describe('the page for device codes', () => {
  it('is one of the simulator, and asks for the code, then who the person is, whom the program then acts as', async () => {
    const { tokens, signingIn, page, code } = await waiting()
    assert.equal(page, `${simulator.entraUrl}/devicelogin`)
    assert.match(await (await fetch(page)).text(), /<form method="post" action="\/devicelogin">.+name="code"/s)
    const choice = await post(page, { code: ` ${code.toLowerCase()} ` })
    assert.match(choice.text, new RegExp(`value="${objectIdOf('sara')}"><button >Continue as Sara Davis<`))
    const done = await post(page, { code, oid: objectIdOf('sara') })
    assert.match(done.text, /You signed in as Sara Davis\. Close this page/)
    await signingIn
    const token = await tokens.forOrganization(simulator.contoso.url)
    assert.equal(simulator.entra.verify(token)?.oid, objectIdOf('sara'))
  })

  it('lets a person decline', async () => {
    const { signingIn, page, code } = await waiting()
    assert.match((await post(page, { code, do: 'decline' })).text, /You declined/)
    await assert.rejects(signingIn, { code: 'authorization_declined' })
  })

  it('takes no code that nothing waits for, nobody who is not there, and nothing from another page', async () => {
    const { page, code } = await waiting()
    const oid = objectIdOf('sara')
    assert.equal((await post(page, { code: 'PS0000000', oid })).status, 400)
    assert.equal((await post(page, { code, oid: 'nobody' })).status, 400)
    assert.equal((await post(page, { code, oid }, { origin: 'https://elsewhere.example' })).status, 403)
    assert.equal((await post(page, { code, oid })).status, 200)
    assert.equal((await post(page, { code, oid })).status, 400, 'a code serves once')
  })
})
