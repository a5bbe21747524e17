import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { azureCliSignIn } from '../../../src/entra/operator/azureCli.js'
import { guid } from '../../simulator/rows/rows.js'

const RESOURCE = 'https://graph.microsoft.com'
const TENANT = guid('a tenant')

const { PATH } = process.env
let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'az-'))
  process.env.PATH = folder
})
after(() => {
  process.env.PATH = PATH
  rmSync(folder, { recursive: true })
})
beforeEach(() => rmSync(join(folder, 'az'), { force: true }))

/** An Azure CLI that says this, with the number of the call in place of %CALLS%. */
function install(stdout: string, code = 0): void {
  const log = JSON.stringify(join(folder, 'asked'))
  const script = `#!${process.execPath}
const fs = require('node:fs')
fs.appendFileSync(${log}, process.argv.slice(2).join(' ') + '\\n')
const calls = fs.readFileSync(${log}, 'utf8').split('\\n').length - 1
console.log(${JSON.stringify(stdout)}.replace('%CALLS%', calls))
process.exitCode = ${code}
`
  writeFileSync(join(folder, 'asked'), '')
  writeFileSync(join(folder, 'az'), script)
  chmodSync(join(folder, 'az'), 0o755)
}

const asked = () => readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n')
const answer = (accessToken: string) =>
  JSON.stringify({ accessToken, tenant: TENANT.toUpperCase(), tokenType: 'Bearer' })

describe('the sign-in of the Azure CLI', () => {
  it('is not there, or nobody is signed in', async () => {
    assert.equal(await azureCliSignIn(RESOURCE, undefined), 'absent')
    for (const [said, code] of [
      ['', 1],
      ['WARNING: no JSON', 0],
      ['{"accessToken":"","tenant":"x"}', 0],
      [answer('a-token'), 1],
    ] as const) {
      install(said, code)
      assert.equal(await azureCliSignIn(RESOURCE, TENANT), 'notSignedIn', said)
    }
  })

  it('names the tenant and the person, and keeps the token until it is refused', async () => {
    const claims = Buffer.from(JSON.stringify({ upn: 'admin@contoso.com' })).toString('base64url')
    install(answer(`x.${claims}.%CALLS%`))
    const found = await azureCliSignIn(RESOURCE, undefined)
    assert.ok(typeof found === 'object')
    const { tokens, tenantId, who } = found
    assert.deepEqual([tenantId, who], [TENANT, 'admin@contoso.com'])
    const first = await tokens.forOrganization(RESOURCE)
    assert.deepEqual([first, await tokens.forOrganization(RESOURCE)], [`x.${claims}.1`, `x.${claims}.1`])
    tokens.forget(RESOURCE, first)
    assert.equal(await tokens.forOrganization(RESOURCE), `x.${claims}.2`)
    assert.deepEqual(asked(), [
      `account get-access-token --resource ${RESOURCE} --output json`,
      `account get-access-token --resource ${RESOURCE} --tenant ${TENANT.toUpperCase()} --output json`,
    ])
  })

  it('gives its token to nobody but the resource that it is for', async () => {
    install(answer('a-token'))
    const found = await azureCliSignIn(RESOURCE, TENANT)
    assert.ok(typeof found === 'object')
    assert.equal(found.who, null)
    await assert.rejects(found.tokens.forOrganization('https://contoso.crm4.dynamics.com'), {
      code: 'another_resource',
    })
  })
})
