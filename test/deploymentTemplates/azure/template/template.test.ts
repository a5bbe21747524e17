import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { compiled } from '../../../tools/program.js'
import { isNamed } from '../settings/knownVariables.js'
import { deploy } from './deploy.js'
import { all, existing, filled, found, fresh, type Given, settings } from './deployed.js'
import { faultsOf } from './faults.js'
import { PARAMETER_FILES, readJson, template } from './files.js'
import { faultOfValue } from './parameterValues.js'
import { parameterFileFaults } from './schemas.js'

const SEPARATE: Readonly<Record<string, Given>> = {
  'the smallest plan, without sign-in': { ...fresh, planSku: 'B1', signInConnection: '' },
  'an own host name, and people': {
    ...fresh,
    publicHostName: 'bot.contoso.com',
    helpdeskMembers: ['66666666-6666-6666-6666-666666666666', '77777777-7777-7777-7777-777777777777'],
    allowedTenants: ['22222222-2222-2222-2222-222222222222'],
  },
  'the longest names': { ...fresh, namePrefix: 'A'.repeat(24), signInConnection: 'c'.repeat(64) },
  'the shortest names': { ...fresh, namePrefix: 'abc', signInConnection: 'ab' },
}

describe('the template', () => {
  for (const name of PARAMETER_FILES) {
    it(`is in order with ${name}`, () => assert.deepEqual(faultsOf(template, filled(name)), []))

    it(`gets from ${name} only parameters that it has, and all that it needs`, () => {
      assert.deepEqual(parameterFileFaults(readJson(name)), [])
      for (const [parameter, definition] of Object.entries(template.parameters)) {
        if (Object.hasOwn(definition, 'defaultValue')) continue
        assert.equal(faultOfValue(parameter, definition, filled(name)[parameter]), null)
      }
    })

    it(`gets from ${name} nothing that is anybody's`, () => {
      const text = JSON.stringify(filled(name))
      for (const id of text.match(/[\da-f]{8}-[\da-f-]{27}/g) ?? []) assert.match(id, /^[0-]+$/)
      for (const [, host = ''] of text.matchAll(/(?:https:\/\/|@)([\w.-]+)/g)) assert.match(host, /(^|\.)contoso\./)
    })
  }

  for (const [what, given] of Object.entries(SEPARATE)) {
    it(`is in order with ${what}`, () => assert.deepEqual(faultsOf(template, given), []))
  }
})

describe('what is deployed', () => {
  it('is one of each into a new resource group', () => {
    const types = deploy(template, { ...fresh, alertEmail: 'a@contoso.com' }).resources.map(({ type }) =>
      type.split('/').slice(0, 2).join('/'),
    )
    assert.deepEqual([...new Set(types)].toSorted(), [
      'Microsoft.Authorization/roleAssignments',
      'Microsoft.BotService/botServices',
      'Microsoft.Insights/actionGroups',
      'Microsoft.Insights/autoscalesettings',
      'Microsoft.Insights/components',
      'Microsoft.Insights/diagnosticSettings',
      'Microsoft.Insights/metricAlerts',
      'Microsoft.Insights/scheduledQueryRules',
      'Microsoft.ManagedIdentity/userAssignedIdentities',
      'Microsoft.OperationalInsights/workspaces',
      'Microsoft.Storage/storageAccounts',
      'Microsoft.Web/serverfarms',
      'Microsoft.Web/sites',
    ])
  })

  it('uses the plan and the workspace that there are, and makes none', () => {
    const { resources } = deploy(template, existing)
    const types = resources.map(({ type }) => type)
    for (const type of ['serverfarms', 'workspaces', 'autoscalesettings'])
      assert.ok(!types.some(name => name.endsWith(type)), type)
    assert.equal(found(existing, 'Microsoft.Web/sites').properties.serverFarmId, existing.existingPlanId)
    assert.equal(
      found(existing, 'Microsoft.Insights/components').properties.WorkspaceResourceId,
      existing.existingWorkspaceId,
    )
    for (const { properties } of all(existing, 'Microsoft.Insights/diagnosticSettings')) {
      assert.equal(properties.workspaceId, existing.existingWorkspaceId)
    }
  })

  it('scales from one instance to five, except on the plan that cannot', () => {
    const { profiles } = found(fresh, 'Microsoft.Insights/autoscalesettings').properties as {
      profiles: { capacity: object }[]
    }
    assert.deepEqual(profiles[0]?.capacity, { minimum: '1', maximum: '5', default: '1' })
    assert.deepEqual(all({ ...fresh, planSku: 'B1' }, 'Microsoft.Insights/autoscalesettings'), [])
  })

  it('leads a browser to the same instance where there is a web page, since that alone can act for the person', () => {
    const affinity = [false, true].map(
      webSignIn => found({ ...fresh, webSignIn }, 'Microsoft.Web/sites').properties.clientAffinityEnabled,
    )
    assert.deepEqual(affinity, [false, true])
  })

  it('runs on encrypted connections alone, without a password to publish', () => {
    const { properties } = found(fresh, 'Microsoft.Web/sites')
    const site = properties.siteConfig as Given
    assert.equal(properties.httpsOnly, true)
    assert.deepEqual([site.minTlsVersion, site.scmMinTlsVersion, site.ftpsState], ['1.2', '1.2', 'Disabled'])
    assert.deepEqual([site.linuxFxVersion, site.alwaysOn, site.healthCheckPath], ['NODE|24-lts', true, '/health'])
    for (const end of ['/ftp', '/scm']) {
      assert.deepEqual(found(fresh, 'Microsoft.Web/sites/basicPublishingCredentialsPolicies', end).properties, {
        allow: false,
      })
    }
  })

  it('starts the program as npm start does, in the place of the shell, so that signals reach it', () => {
    const { scripts } = JSON.parse(readFileSync(join(compiled('..'), 'package.json'), 'utf8'))
    const { appCommandLine } = found(fresh, 'Microsoft.Web/sites').properties.siteConfig as Given
    assert.equal(appCommandLine, `exec ${scripts.start}`)
  })

  it('gives the platform more time to stop than the bot takes', () => {
    assert.ok(Number(settings(fresh).WEBSITES_CONTAINER_STOP_TIME_LIMIT) > 25)
  })

  it('keeps cases where only the identity gets in', () => {
    const { properties, id } = found(fresh, 'Microsoft.Storage/storageAccounts')
    assert.deepEqual(
      [
        properties.allowSharedKeyAccess,
        properties.allowBlobPublicAccess,
        properties.minimumTlsVersion,
        properties.supportsHttpsTrafficOnly,
      ],
      [false, false, 'TLS1_2', true],
    )
    const role = found(fresh, 'Microsoft.Authorization/roleAssignments')
    assert.ok(role.id.startsWith(id))
    // Storage Table Data Contributor: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage
    assert.match(String(role.properties.roleDefinitionId), /\/0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3$/)
    assert.equal(role.properties.principalId, deploy(template, fresh).outputs.identityPrincipalId)
  })

  it('tells somebody of alerts if there is somebody', () => {
    const given = { ...fresh, alertEmail: 'a@contoso.com' }
    const { id } = found(given, 'Microsoft.Insights/actionGroups')
    for (const { properties } of all(given, 'Microsoft.Insights/scheduledQueryRules'))
      assert.deepEqual(properties.actions, { actionGroups: [id] })
    assert.deepEqual(found(given, 'Microsoft.Insights/metricAlerts').properties.actions, [{ actionGroupId: id }])
    assert.deepEqual(all({ ...fresh, alertEmail: '' }, 'Microsoft.Insights/actionGroups'), [])
    assert.deepEqual(found({ ...fresh, alertEmail: '' }, 'Microsoft.Insights/metricAlerts').properties.actions, [])
  })

  it('asks in its alerts for each of the metrics once, and for the health check', () => {
    const queries = JSON.stringify(
      all(fresh, 'Microsoft.Insights/scheduledQueryRules').map(({ properties }) => properties.criteria),
    )
    const metrics = Object.values(template.variables.metrics as Readonly<Record<string, string>>)
    for (const name of metrics) {
      assert.equal(queries.split(`'${name}'`).length, 2, name)
      // The alerts may be there before the bot counts anything.
      assert.ok(isNamed(name), name)
    }
    assert.match(JSON.stringify(found(fresh, 'Microsoft.Insights/metricAlerts').properties), /"HealthCheckStatus"/)
  })

  it('says what comes next, and that command names the web app', () => {
    const { outputs } = deploy(template, fresh)
    assert.equal(outputs.endpoint, `https://${outputs.publicHost}/api/messages`)
    assert.match(String(outputs.nextCommand), new RegExp(`^az webapp deploy .*--name ${outputs.webAppName} .*\\.zip$`))
  })

  it('is reached by its own host name if it has one', () => {
    const given = SEPARATE['an own host name, and people'] as Given
    assert.equal(settings(given).PUBLIC_URL, 'https://bot.contoso.com')
    assert.equal(deploy(template, given).outputs.endpoint, 'https://bot.contoso.com/api/messages')
  })
})
