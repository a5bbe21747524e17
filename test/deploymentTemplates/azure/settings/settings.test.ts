import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigurationError } from '../../../../src/config/configurationError.js'
import { readConfig } from '../../../../src/config.js'
import { deploy } from '../template/deploy.js'
import { found, fresh, settings } from '../template/deployed.js'
import { PARAMETER_FILES, type ParameterFile, parametersIn, readJson, template } from '../template/files.js'
import { documentedVariables, knownVariables } from './knownVariables.js'

/** Settings of App Service itself: https://learn.microsoft.com/azure/app-service/reference-app-settings */
const PLATFORM = /^(WEBSITES?|SCM)_/
/** Lets one send telemetry, and read none. https://learn.microsoft.com/azure/azure-monitor/app/connection-strings */
const NO_SECRET = ['APPLICATIONINSIGHTS_CONNECTION_STRING']
/** What only the command line reads. */
const COMMAND_LINE = ['CLI_CLIENT_ID', 'GRAPH_URL']

function settingsFor(file: string): Readonly<Record<string, string>> {
  const { resources } = deploy(template, parametersIn(readJson(file) as ParameterFile))
  return resources.find(({ name }) => name.endsWith('/appsettings'))?.properties as Readonly<Record<string, string>>
}

/** https://learn.microsoft.com/azure/app-service/app-service-key-vault-references */
const REFERENCE = /^@Microsoft\.KeyVault\(SecretUri=https:\/\/[\w-]+\.vault\.azure\.net\/secrets\/[\w-]+\)$/
const SIGNED = {
  triageWebhook: 'https://tickets.contoso.com/hooks/pending-send',
  triageWebhookVaultUri: 'https://contoso.vault.azure.net/secrets/pending-send',
}

const known = knownVariables()
const set = Object.keys(settingsFor('parameters.new.json')).filter(name => !PLATFORM.test(name))
const leftOut = template.metadata.settingsLeftOut

describe('the settings of the web app', () => {
  it('are looked for in what readConfig asks for', () => {
    assert.ok(known.length >= 20)
    for (const name of ['PORT', 'MicrosoftAppId', 'ALLOWED_TENANTS', 'DATAVERSE_CLIENT_SECRET', 'TOKEN_SERVICE_URL'])
      assert.ok(known.includes(name), name)
    for (const name of documentedVariables()) assert.ok(known.includes(name) || COMMAND_LINE.includes(name), name)
  })

  for (const name of known) {
    it(`have ${name}, or the template says why not`, () => {
      assert.notEqual(set.includes(name), Object.hasOwn(leftOut, name))
      if (!set.includes(name)) assert.match(leftOut[name] ?? '', /^[A-Z].{10,}\.$/)
    })
  }

  for (const name of [...set, ...Object.keys(leftOut)]) {
    it(`have, or leave out, ${name}, which the bot knows`, () => {
      assert.ok(known.includes(name), name)
    })
  }

  for (const file of PARAMETER_FILES) {
    it(`are all that the bot needs to start, with ${file}`, () => {
      assert.deepEqual(faultsWith(settingsFor(file)), [])
    })
  }

  const secrets = known.filter(name => /PASSWORD|SECRET|CONNECTION_STRING/i.test(name) && !NO_SECRET.includes(name))

  it('hold every secret that the bot would take by not having it, or by a reference to a key vault', () => {
    assert.ok(secrets.includes('TRIAGE_WEBHOOK_SECRET'))
    for (const name of secrets) {
      if (set.includes(name)) assert.match(String(settings({ ...fresh, ...SIGNED })[name]), REFERENCE, name)
      else assert.match(leftOut[name] ?? '', /secret/i, name)
    }
  })

  it('switch the web page on with the sites that may show it, and off without them', () => {
    const sites = ['https://intranet.contoso.com', 'https://portal.contoso.com']
    const webOf = (webSignIn: boolean) =>
      readConfig(settings({ ...fresh, webSignIn, webFrameAncestors: sites }) as Readonly<Record<string, string>>).web
    assert.deepEqual([webOf(true), webOf(false)], [{ frameAncestors: sites }, null])
  })

  it('name a ticket system only together with a reference, for which the identity of the web app asks', () => {
    const { TRIAGE_WEBHOOK, TRIAGE_WEBHOOK_SECRET } = settings({ ...fresh, ...SIGNED })
    assert.equal(TRIAGE_WEBHOOK, SIGNED.triageWebhook)
    assert.equal(TRIAGE_WEBHOOK_SECRET, `@Microsoft.KeyVault(SecretUri=${SIGNED.triageWebhookVaultUri})`)
    const { properties } = found(fresh, 'Microsoft.Web/sites')
    assert.match(String(properties.keyVaultReferenceIdentity), /\/userAssignedIdentities\/pending-send-/)
    // What App Service could not follow, it passes on: the bot does not take it for the secret.
    const faults = faultsWith(settings({ ...fresh, ...SIGNED }) as Readonly<Record<string, string>>)
    assert.match(faults.join(), /^TRIAGE_WEBHOOK_SECRET is a reference that App Service could not follow/)
  })
})

function faultsWith(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigurationError)
    return error.faults
  }
}
