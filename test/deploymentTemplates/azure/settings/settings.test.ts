import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigurationError } from '../../../../src/config/configurationError.js'
import { readConfig } from '../../../../src/config.js'
import { deploy } from '../template/deploy.js'
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

  it('hold every secret that the bot would take by not having it', () => {
    for (const name of known.filter(
      name => /PASSWORD|SECRET|CONNECTION_STRING/i.test(name) && !NO_SECRET.includes(name),
    )) {
      assert.match(leftOut[name] ?? '', /secret/i, name)
    }
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
