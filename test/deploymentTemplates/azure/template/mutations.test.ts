import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { faultsOf } from './faults.js'
import { type ParameterFile, parametersIn, readJson, template } from './files.js'
import { type Mutation, one, schemaMutations, secretMutations } from './mutations.js'

const given = parametersIn(readJson('parameters.new.json') as ParameterFile)
const names: readonly Mutation[] = [
  ['an unknown parameter', t => (t.variables.name = "[parameters('nmePrefix')]"), /nmePrefix is not declared/],
  ['an unknown variable', t => (t.outputs.publicHost.value = "[variables('hst')]"), /hst is not declared/],
  [
    'a parameter of another spelling',
    t => (t.variables.name = "[parameters('NamePrefix')]"),
    /NamePrefix is not declared/,
  ],
  ['an unused parameter', t => (t.parameters.more = { type: 'bool', defaultValue: true }), /more is not used/],
  ['an unused variable', t => (t.variables.more = 'x'), /more is not used/],
  ['a parameter without a description', t => delete t.parameters.tags.metadata, /tags has no description/],
  ['a number without bounds', t => delete t.parameters.watchSeconds.maxValue, /watchSeconds has no bounds/],
  [
    'an expression with a bracket too few',
    t => (t.variables.suffix = '[uniqueString(resourceGroup().id]'),
    /does not end/,
  ],
  ['an unknown function', t => (t.variables.suffix = "[uniqueStrng('a')]"), /no function uniqueStrng/],
  ['an unknown property of the resource group', t => (t.variables.suffix = '[resourceGroup().di]'), /no di in/],
]

const values: readonly Mutation[] = [
  ['a parameter that is not there', (_, g) => (g.color = 'red'), /no parameter color/],
  ['a parameter without a value', (_, g) => delete g.botAppId, /botAppId has no value/],
  ['a parameter of another type', (_, g) => (g.organizations = '[]'), /organizations is no array/],
  ['a value that is not allowed', (_, g) => (g.planSku = 'F1'), /planSku may not be F1/],
  ['a value that is too short', (_, g) => (g.botAppId = 'x'), /botAppId is too long or too short/],
  ['an empty list', (_, g) => (g.organizations = []), /organizations is too long or too short/],
  ['a value that is too large', (_, g) => (g.maxInstances = 6), /maxInstances is too large/],
]

const references: readonly Mutation[] = [
  [
    'a dependence on what is not in the template',
    t => one(t, 'Microsoft.Web/sites').dependsOn.push("[resourceId('Microsoft.Web/serverfarms', 'other')]"),
    /depends on .*serverfarms\/other, which is not in the template/,
  ],
  [
    'a dependence that is missing',
    t => one(t, 'Microsoft.Web/sites').dependsOn.shift(),
    /needs .*serverfarms.*does not depend/,
  ],
  [
    'a reference before the resource',
    t => one(t, 'Microsoft.Web/sites/config').dependsOn.splice(2, 1),
    /needs .*components/,
  ],
  [
    'a child before its parent',
    t => (one(t, 'Microsoft.Storage/storageAccounts/tableServices').dependsOn = []),
    /needs .*storageAccounts/,
  ],
  [
    'a setting before what it is about',
    t => one(t, 'Microsoft.Authorization/roleAssignments').dependsOn.shift(),
    /needs .*storageAccounts/,
  ],
  [
    'a circle',
    t => (one(t, 'Microsoft.Storage/storageAccounts').dependsOn = ["[variables('storageId')]"]),
    /waits for itself/,
  ],
  ['a resource twice', t => t.resources.push(one(t, 'Microsoft.Web/sites')), /is there twice/],
  [
    'a reference to nothing',
    t =>
      (t.outputs.publicHost.value =
        "[reference(resourceId('Microsoft.Web/sites', 'x'), '2024-11-01').defaultHostName]"),
    /not in the template/,
  ],
  [
    'a reference in another version',
    t => (t.outputs.publicHost.value = "[reference(variables('siteId'), '2022-01-01').defaultHostName]"),
    /another API version/,
  ],
  [
    'a reference to an unknown property',
    t => (t.outputs.publicHost.value = "[reference(variables('siteId'), '2024-11-01').host]"),
    /no host in/,
  ],
  [
    'a reference where none is allowed',
    t => (t.variables.name = "[reference(variables('siteId'), '2024-11-01').defaultHostName]"),
    /no function reference/,
  ],
  [
    'an id with a name too many',
    t => (t.variables.siteId = "[resourceId('Microsoft.Web/sites', 'a', 'b')]"),
    /takes 1 names, not 2/,
  ],
]

describe('the checks of the template', () => {
  it('find nothing in the template as it is', () => assert.deepEqual(faultsOf(template, given), []))

  for (const [what, mutate, fault] of [...names, ...values, ...references, ...schemaMutations, ...secretMutations]) {
    it(`find ${what}`, () => {
      const [mutated, parameters] = structuredClone([template, { ...given, alertEmail: 'a@contoso.example' }])
      mutate(mutated, parameters)
      const faults = faultsOf(mutated, parameters)
      assert.ok(
        faults.some(text => fault.test(text)),
        faults.join('\n') || 'nothing was found',
      )
    })
  }
})
