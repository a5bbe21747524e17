import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { TextReport } from '../../src/cli/diagnose/diagnosisText.js'
import { runOne } from '../../src/cli/diagnose/runOne.js'
import { Terminal } from '../../src/cli/terminal.js'
import { createOrganizations } from '../../src/dataverse/createOrganizations.js'
import { createTokens } from '../../src/entra/tokens.js'
import { userAgent } from '../../src/packageInfo.js'
import { createView } from '../../src/view/view.js'
import { dataverseEnvironment } from '../demo/stack.js'
import { library } from '../fixtures/library.js'
import { type Simulator, startSimulator } from '../simulator/index.js'
import { startDiagnose } from './program.js'

let simulator: Simulator
before(async () => {
  simulator = await startSimulator({ routerIntervalMs: 0 })
  // Mail leaves this organization: the router is there.
  simulator.contoso.control.addPending('nora@contoso.com', 1)
  simulator.contoso.router.poll()
})
after(() => simulator.close())

/** The output on a terminal with this many columns, or elsewhere. */
function written(isTTY: boolean, columns: number, write: (terminal: Terminal) => void): string {
  let text = ''
  const add = (chunk: string | Uint8Array) => {
    text += String(chunk)
    return true
  }
  write(new Terminal({ isTTY, columns, write: add }))
  return text
}

function twoSteps(terminal: Terminal): void {
  terminal.progress('1 of 2 left')
  terminal.progressOnly('again')
  terminal.say('line 3 is bad')
  terminal.progress('2 of 2 left')
  terminal.leave()
}

describe('progress', () => {
  it('is one line that is redrawn on a terminal, never wider than it, and stays at the end', () => {
    const CLEAR = '\r\u001b[2K'
    const expected = `${CLEAR}1 of 2 le${CLEAR}again${CLEAR}line 3 is bad\n${CLEAR}2 of 2 le\n`
    assert.equal(written(true, 10, twoSteps), expected)
    assert.ok(written(true, 0, twoSteps).includes('1 of 2 left'))
  })

  it('is one line per step elsewhere, without control characters', () => {
    assert.equal(written(false, 10, twoSteps), '1 of 2 left\nline 3 is bad\n2 of 2 left\n')
  })
})

describe('the report', () => {
  it('has colours that add nothing to its words', async () => {
    const { contoso } = simulator
    const organization = { name: 'Contoso', url: contoso.url, routerAccount: 'svc-router@contoso.com' }
    const tokens = createTokens(simulator)
    const organizations = createOrganizations({
      organizations: [organization],
      tokens,
      userAgent,
      now: () => new Date(),
    })
    const view = createView(library, { publicUrl: 'https://bot.example.com', checks: [], remedies: [] })
    const styles = { 'sara@contoso.com': 31, 'nora@contoso.com': 32 }
    for (const [sender, style] of Object.entries(styles)) {
      const question = { organization, sender, acting: undefined, symptom: undefined }
      const result = await runOne(organizations, question)
      const written = (colour: boolean) => new TextReport(view, colour).whole(question, result)
      const coloured = written(true)
      assert.ok(coloured.startsWith(`Contoso, ${sender}: \u001b[${style}m`))
      assert.equal(stripVTControlCharacters(coloured), written(false))
    }
  })

  it('shows pictures as links if they can be fetched, and always the place and the article', async () => {
    const env = dataverseEnvironment(simulator)
    const args = ['--org', 'Contoso', '--sender', 'sara@contoso.com']
    const without = await startDiagnose(env, ...args).ended
    const shown = await startDiagnose({ ...env, PUBLIC_URL: 'https://bot.example.com/' }, ...args).ended
    const picture = / {2}Picture: https:\/\/bot\.example\.com\/images\/senderConsent\/\d\.png\n/
    assert.match(shown.stdout, picture)
    assert.equal(without.stdout.includes('Picture:'), false)
    assert.match(without.stdout, / {2}Where: http:\S+personalsettings\.aspx\n/)
  })

  it('ends with what to do, in terminal terms', async () => {
    const env = dataverseEnvironment(simulator, { unnamedRouter: true })
    const next = async (org: string, ...more: string[]) => {
      const { stdout } = await startDiagnose(env, '--org', org, '--sender', 'nora@contoso.com', ...more).ended
      assert.doesNotMatch(stdout, /press "(Check again|Start over)"/)
      return [...stdout.matchAll(/^ *Next: (.+)$/gm)].map(([, step]) => step)
    }
    const named = ['Name the account that the Email Router signs in with: --as ADDRESS.']
    assert.deepEqual(await next('contosofs'), named)
    const [unknown] = await next('Contoso', '--router', 'nobody@contoso.com')
    assert.match(unknown ?? '', /Then give it with --as\.$/)
    const left = ['If an e-mail did not arrive although it left, ask the Exchange administrator to trace it.']
    assert.deepEqual(await next('Contoso'), left)
  })
})
