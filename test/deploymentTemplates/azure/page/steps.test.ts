import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { readProvisionOptions } from '../../../../src/cli/provision/provisionOptions.js'
import { readWebhookConfig } from '../../../../src/config.js'
import { inFolder } from '../../../tools/folder.js'
import { compiled } from '../../../tools/program.js'
import { deploy } from '../template/deploy.js'
import { faultsOf } from '../template/faults.js'
import { type ParameterFile, parametersIn, template } from '../template/files.js'

const root = compiled('..')
const page = readFileSync(join(root, 'deploymentTemplates/azure/README.md'), 'utf8')
const script = [...page.matchAll(/^ {3}```sh\n([\s\S]*?)^ {3}```$/gm)].map(([, code]) => code).join('\n')

const APP_ID = '3f9c1d52-7a0e-4f6c-9f0b-2b8f0c6d1e11'
const TENANT = '5b404cf4-a79d-4cfe-b866-24bf8e1a4921'
const VAULT = '/subscriptions/x/resourceGroups/x/providers/Microsoft.KeyVault/vaults/YOUR-VAULT'

const parameters = parametersIn(
  JSON.parse(readFileSync(join(root, 'deploymentTemplates/azure/parameters.new.json'), 'utf8')) as ParameterFile,
)
const { outputs } = deploy(template, { ...parameters, botAppId: APP_ID })

/** Writes down what it is called with, and answers as the program of its name would. */
const STUB = `#!${process.execPath}
const { appendFileSync } = require('node:fs')
const [, program, ...words] = process.argv
appendFileSync(process.env.CALLS, JSON.stringify([program.split('/').at(-1), ...words]) + '\\n')
const query = words[words.indexOf('--query') + 1]
const answers = { ...JSON.parse(process.env.ANSWERS) }
if (words.includes('provision')) console.log('Everything is in order.\\nMicrosoftAppId=' + answers.appId)
if (words.includes('--query')) {
  if (!Object.hasOwn(answers, query)) throw new Error('nothing is known of ' + query)
  console.log(answers[query])
}
`

/** Follows the steps in bash; returns the words of each command that leaves the machine. */
async function followed(): Promise<readonly (readonly string[])[]> {
  return inFolder(async folder => {
    for (const name of ['az', 'npm', 'curl']) {
      writeFileSync(join(folder, name), STUB)
      chmodSync(join(folder, name), 0o755)
    }
    const known = Object.entries(outputs).map(([name, value]) => [`properties.outputs.${name}.value`, value])
    const answers = { appId: APP_ID, tenantId: TENANT, id: VAULT, ...Object.fromEntries(known) }
    const calls = join(folder, 'calls')
    const env = { PATH: `${folder}:${process.env.PATH}`, CALLS: calls, ANSWERS: JSON.stringify(answers) }
    await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd: root, env })
    const lines = readFileSync(calls, 'utf8').trim().split('\n')
    return lines.map(line => JSON.parse(line))
  })
}

describe('the steps of the page about Azure', () => {
  let calls: readonly (readonly string[])[]
  before(async () => {
    calls = await followed()
  })
  const call = (start: string) => calls.filter(words => words.join(' ').startsWith(start))
  const option = (words: readonly string[] = [], name: string) => words[words.indexOf(name) + 1] ?? ''

  it('run in bash, one after another', () => {
    const commands = calls.filter(words => !words.includes('--query'))
    assert.deepEqual(
      commands.map(words =>
        words
          .slice(0, words.includes('provision') ? 6 : 3)
          .filter(word => !word.startsWith('-'))
          .join(' '),
      ),
      [
        'az login',
        'npm ci',
        'npm run provision azure',
        'az group create',
        'az deployment group',
        'npm run provision azure',
        'npm run package:azure',
        'az webapp deploy',
        'curl',
        'npm run provision dataverse',
        'npm run package:teams',
        'npm run provision azure',
        'az keyvault secret',
        'az role assignment',
      ],
    )
  })

  it('deploy the template, with parameters that it takes', () => {
    const [words = []] = call('az deployment group create')
    assert.equal(option(words, '--template-file'), 'deploymentTemplates/azure/template.json')
    const [file = '', ...given] = words.slice(words.indexOf('--parameters') + 1)
    const fromFile = parametersIn(JSON.parse(readFileSync(join(root, file.replace(/^@/, '')), 'utf8')) as ParameterFile)
    const all = { ...fromFile, ...Object.fromEntries(given.map(pair => pair.split('='))) }
    assert.equal(all.botAppId, APP_ID)
    assert.deepEqual(faultsOf(template, all), [])
  })

  it('set up the app registration, its trust, and the organization, with options that there are', () => {
    const [first, second, third, fourth] = call('npm run -s provision').map(words =>
      readProvisionOptions(words.slice(words.indexOf('--') + 1)),
    )
    const common = { tenantId: TENANT, mode: 'write', deviceCode: false } as const
    const nothing = { appId: undefined, identity: undefined, signInId: undefined, web: undefined }
    assert.deepEqual(first, { what: 'azure', ...common, ...nothing })
    const { identityClientId: identity, signInUniqueIdentifier: signInId } = outputs
    assert.deepEqual(second, { what: 'azure', ...common, appId: APP_ID, identity, signInId, web: undefined })
    assert.deepEqual(third, { what: 'dataverse', ...common, appId: APP_ID, org: 'https://contoso.crm4.dynamics.com' })
    const web = `https://${outputs.publicHost}`
    assert.deepEqual(fourth, { what: 'azure', ...common, ...nothing, appId: APP_ID, web })
  })

  it('deploy what was packed to the web app, as the template says, and ask whether it runs', () => {
    const [words = []] = call('az webapp deploy')
    const [said = ''] = String(outputs.nextCommand).split(' --resource-group')
    assert.equal(words.slice(0, 3).join(' '), said)
    assert.deepEqual([option(words, '--name'), option(words, '--type')], [outputs.webAppName, 'zip'])
    assert.ok(String(outputs.nextCommand).endsWith(option(words, '--src-path')))
    const usage = readFileSync(join(root, 'deploymentTemplates/package/azure.ts'), 'utf8')
    assert.ok(usage.includes(`default: '${option(words, '--src-path')}'`))
    assert.equal(call('curl')[0]?.at(-1), `https://${outputs.publicHost}/health`)
  })

  it('pack the Teams app for that host', () => {
    const [words = []] = call('npm run package:teams')
    assert.deepEqual([option(words, '--app-id'), option(words, '--host')], [APP_ID, outputs.publicHost])
  })

  it('put a secret that the bot takes into a key vault, and let its identity alone read it', () => {
    const [secret = []] = call('az keyvault secret set')
    const env = { TRIAGE_WEBHOOK: 'https://tickets.contoso.com', TRIAGE_WEBHOOK_SECRET: option(secret, '--value') }
    assert.equal(readWebhookConfig(env).keys[0]?.byteLength, 32)
    assert.ok(page.includes(`https://YOUR-VAULT.vault.azure.net/secrets/${option(secret, '--name')}`))
    const [role = []] = call('az role assignment create')
    const options = ['--role', '--assignee', '--scope'].map(name => option(role, name))
    assert.deepEqual(options, ['Key Vault Secrets User', outputs.identityClientId, VAULT])
  })
})
