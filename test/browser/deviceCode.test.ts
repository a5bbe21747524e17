import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { startDiagnose, untilSaid } from '../cli/program.js'
import { dataverseEnvironment } from '../demo/stack.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { launchBrowser } from '../tools/browser.js'

let browser: Browser
let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  browser = await launchBrowser()
})
after(() => Promise.all([browser.close(), simulator.close()]))

it('a person signs in to the command line on the page that it names', async () => {
  const options = ['--org', 'Contoso', '--sender', 'sara@contoso.com', '--json', '--device-code']
  const program = startDiagnose(dataverseEnvironment(simulator), ...options)
  const [, address = '', code = ''] = await untilSaid(program, /open (\S+) and enter the code (PS\d+)/)
  const page = await browser.newPage()
  await page.goto(address)
  await page.getByLabel('Code').fill(code)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Continue as Adele Admin' }).click()
  await page.getByText('You are signed in').waitFor()
  const { code: exit, stdout } = await program.ended
  assert.equal(exit, 1)
  assert.deepEqual(JSON.parse(stdout).causes, ['senderConsent'])
})
