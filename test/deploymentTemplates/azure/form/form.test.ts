import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { faultsOf } from '../template/faults.js'
import { type ParameterFile, parametersIn, readJson, template } from '../template/files.js'
import { formFaults } from './faults.js'
import { type Answers, elementsOf, form, parametersFrom } from './form.js'

const ID = '77777777-7777-7777-7777-777777777777'
const OTHER_ID = '88888888-8888-8888-8888-888888888888'
const contoso = { name: 'Contoso', url: 'https://contoso.crm4.dynamics.com', routerAccount: '' }
const least: Answers = { botAppId: ID, list: [contoso] }
const resource = (type: string) => `/subscriptions/${ID}/resourceGroups/shared/providers/${type}/x`
const all: Answers = {
  ...least,
  namePrefix: 'bot',
  list: [contoso, { name: 'Field', url: 'https://field.contoso.example/', routerAccount: 'router@contoso.example' }],
  signIn: 'no',
  webSignIn: 'yes',
  webFrameAncestors: 'https://intranet.contoso.com,https://portal.contoso.com:8443',
  helpdeskMembers: `${ID},${OTHER_ID}`,
  allowedTenants: ID,
  plan: 'existing',
  existingPlanId: resource('Microsoft.Web/serverfarms'),
  storageSku: 'Standard_GZRS',
  publicHostName: 'bot.contoso.example',
  workspace: 'existing',
  existingWorkspaceId: resource('Microsoft.OperationalInsights/workspaces'),
  alertEmail: 'operators@contoso.example',
}

/** The sentence that the form shows beside what was typed; null: it takes it. */
function refusal(name: string, typed: string, column?: string): string | null {
  const found = elementsOf(form).find(element => element.name === name)
  const { constraints } = column
    ? (found?.constraints?.columns?.find(({ id }) => id === column)?.element ?? {})
    : (found ?? {})
  assert.ok(constraints?.validations, name)
  return constraints.validations.find(({ regex }) => !new RegExp(regex).test(typed))?.message ?? null
}

describe('the form in the portal', () => {
  it('is in order', () => assert.deepEqual(formFaults(form, template), []))

  it('deploys what the template deploys by default where people change nothing', () => {
    const given = parametersFrom(form, least)
    const defaults = Object.entries(given).filter(([name]) => !['botAppId', 'organizations', 'location'].includes(name))
    for (const [name, value] of defaults) assert.deepEqual(value, template.parameters[name]?.defaultValue, name)
    assert.deepEqual(given.organizations, [{ name: 'Contoso', url: 'https://contoso.crm4.dynamics.com' }])
    assert.deepEqual(faultsOf(template, given), [])
  })

  it('deploys what people fill in', () => {
    const given = parametersFrom(form, all)
    assert.deepEqual(faultsOf(template, given), [])
    assert.deepEqual([given.helpdeskMembers, given.allowedTenants, given.signInConnection], [[ID, OTHER_ID], [ID], ''])
    assert.deepEqual((given.organizations as readonly unknown[])[1], all.list && (all.list as readonly unknown[])[1])
    const portals = ['https://intranet.contoso.com', 'https://portal.contoso.com:8443']
    assert.deepEqual([given.webSignIn, given.webFrameAncestors], [true, portals])
    for (const name of ['existingPlanId', 'existingWorkspaceId', 'alertEmail', 'publicHostName', 'storageSku'])
      assert.equal(given[name], all[name], name)
  })

  it('forgets the plan, the workspace and the portals of people who change their mind', () => {
    const given = parametersFrom(form, { ...all, plan: 'new', workspace: 'new', webSignIn: 'no' })
    assert.deepEqual([given.webSignIn, given.webFrameAncestors], [false, []])
    assert.deepEqual([given.existingPlanId, given.existingWorkspaceId, given.planSku], ['', '', 'P0v3'])
  })

  it('offers nothing that the template refuses', () => {
    for (const { name, constraints } of elementsOf(form)) {
      for (const { value } of constraints?.allowedValues ?? [])
        assert.deepEqual(
          faultsOf(template, parametersFrom(form, { ...all, plan: 'new', workspace: 'new', [name]: value })),
          [],
        )
    }
    const skus = elementsOf(form).find(({ name }) => name === 'planSku')?.constraints?.allowedValues
    assert.deepEqual(skus?.map(({ value }) => value).toSorted(), template.parameters.planSku?.allowedValues?.toSorted())
  })

  it('takes what it gives as an example', () => {
    const examples = parametersIn(readJson('parameters.existing.json') as ParameterFile)
    for (const name of ['botAppId', 'existingPlanId', 'existingWorkspaceId', 'alertEmail'])
      assert.equal(refusal(name, String(examples[name])), null, name)
    for (const [name, value] of Object.entries(all)) {
      if (
        typeof value === 'string' &&
        elementsOf(form).find(element => element.name === name)?.constraints?.validations
      )
        assert.equal(refusal(name, value), null, name)
    }
    for (const [column, value] of Object.entries(contoso)) assert.equal(refusal('list', value, column), null, column)
  })

  const refused: readonly (readonly [name: string, typed: string, says: RegExp, column?: string])[] = [
    ['botAppId', 'Pending Send', /not a GUID/],
    ['namePrefix', '1bot', /beginning with a letter/],
    ['namePrefix', 'a'.repeat(25), /3 to 24/],
    ['helpdeskMembers', 'sara@contoso.com', /Object IDs/],
    ['helpdeskMembers', `${ID}, ${OTHER_ID}`, /without spaces/],
    ['webFrameAncestors', 'https://intranet.contoso.com/sites/it', /without a path/],
    ['webFrameAncestors', 'https://*.contoso.com', /without a path/],
    ['webFrameAncestors', 'http://intranet.contoso.com', /without a path/],
    ['existingPlanId', 'my-plan', /not the resource ID/],
    ['existingPlanId', resource('Microsoft.Web/sites'), /not the resource ID/],
    ['publicHostName', 'https://bot.contoso.com', /without https/],
    ['alertEmail', 'operators', /not an e-mail address/],
    ['list', 'http://contoso.crm4.dynamics.com', /address of the organization/, 'url'],
    ['list', 'https://contoso.crm4.dynamics.com/main.aspx', /address of the organization/, 'url'],
    ['list', 'Con"toso', /without quotation marks/, 'name'],
  ]
  for (const [name, typed, says, column] of refused) {
    it(`refuses ${typed} as ${column ?? name}`, () => assert.match(refusal(name, typed, column) ?? '', says))
  }
})

// biome-ignore lint/suspicious/noExplicitAny: a form is mutated at any place
type Loose = any

describe('the checks of the form', () => {
  const mutations: readonly (readonly [what: string, mutate: (parameters: Loose) => void, fault: RegExp])[] = [
    ['an output that the template does not know', p => (p.outputs.color = 'red'), /no parameter color/],
    ['a parameter that is not asked for', p => delete p.outputs.botAppId, /botAppId is not asked for/],
    ['a question for nothing', p => delete p.outputs.alertEmail, /alertEmail is not read/],
    ['a name twice', p => p.basics.push(p.basics[1]), /botAppId is there twice/],
    ['no help', p => delete p.basics[1].toolTip, /botAppId has no help/],
    ['a text without a check', p => delete p.basics[1].constraints.validations, /botAppId takes anything/],
    ['a check of a part', p => (p.basics[1].constraints.validations[0].regex = '[0-9a-f]+'), /only a part/],
    ['a step that is not there', p => (p.outputs.alertEmail = "[steps('watch').alertEmail]"), /steps has no watch/],
    ['an unknown control', p => (p.basics[1].type = 'Microsoft.Common.TextBlok'), /TextBox/],
    ['an unknown property', p => (p.basics[1].tooltip = 'x'), /tooltip/],
    ['a default that cannot be chosen', p => (p.steps[2].elements[0].defaultValue = 'new'), /plan has no default/],
    [
      'a function that forms do not have',
      p => (p.outputs.location = "[uniqueString('a')]"),
      /no function uniqueString/,
    ],
    ['a bracket too few', p => (p.outputs.location = '[location(]'), /does not end/],
  ]
  for (const [what, mutate, fault] of mutations) {
    it(`find ${what}`, () => {
      const mutated = structuredClone(form)
      mutate(mutated.parameters)
      assert.match(formFaults(mutated, template).join('\n'), fault)
    })
  }
})
