import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { provisioningRuns } from '../../entra/graph/provisioningRuns.js'
import { type Simulator, startSimulator } from '../../simulator/index.js'
import { compiled } from '../../tools/program.js'

const FILE = join(compiled('..'), 'deploymentTemplates/azure/appRegistration.json')

const HOST = 'pending-send.azurewebsites.net'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
})
after(() => simulator.close())

describe('the app registration of the Toolkit', () => {
  it('is the same as the one that provision makes', async () => {
    const { appId } = await provisioningRuns(simulator, { webOrigin: `https://${HOST}` }).run()
    const [made = {}] = simulator.graph.directory.all('application')
    const { api } = made as { api: { oauth2PermissionScopes: { id: string }[] } }
    const values: Readonly<Record<string, unknown>> = {
      BOT_ID: appId,
      BOT_OBJECT_ID: made.id,
      PUBLICHOST: HOST,
      AAD_APP_ACCESS_AS_USER_PERMISSION_ID: api.oauth2PermissionScopes[0]?.id,
    }
    const filled = readFileSync(FILE, 'utf8').replace(/\$\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name]))
    const expected: Readonly<Record<string, unknown>> = JSON.parse(filled)
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map(name => [name, made[name]])), expected)
  })
})
