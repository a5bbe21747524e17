import { parseExpression } from '../expression/parse.js'
import { callsOf, expressionsIn } from '../template/expressions.js'
import { faultsBy } from '../template/schemas.js'
import type { Template } from '../template/types.js'
import { type Element, elementsOf, type Form } from './form.js'

const SCHEMA = 'https://schema.management.azure.com/schemas/0.1.2-preview/CreateUIDefinition.MultiVm.json'

/** Those that portal forms have: https://learn.microsoft.com/azure/azure-resource-manager/managed-applications/create-uidefinition-functions */
const FUNCTIONS = `contains empty filter first last length map skip split take bool float int parse string
  encodeBase64 decodeBase64 encodeUriComponent decodeUriComponent utcNow and coalesce equals greater greaterOrEquals if
  less lessOrEquals not or add ceil div floor max min mod mul rand range sub basics location resourceGroup steps
  subscription concat endsWith format guid indexOf replace startsWith substring toLower toUpper`.split(/\s+/)

/** All that is wrong with the form itself. */
export function formFaults(form: Form, template: Template): readonly string[] {
  const { basics, steps, outputs } = form.parameters
  const names = elementsOf(form).map(({ name }) => name)
  return [
    ...faultsBy(SCHEMA, form),
    ...names.filter((name, i) => names.indexOf(name) !== i).map(name => `${name} is there twice`),
    ...Object.keys(outputs)
      .filter(name => !Object.hasOwn(template.parameters, name))
      .map(name => `the template has no parameter ${name}`),
    ...Object.entries(template.parameters)
      .filter(([name, parameter]) => !Object.hasOwn(parameter, 'defaultValue') && !Object.hasOwn(outputs, name))
      .map(([name]) => `parameter ${name} is not asked for`),
    ...elementsOf(form).flatMap(element => elementFaults(element).map(fault => `${element.name} ${fault}`)),
    ...expressionsIn(form).flatMap(text => expressionFaults(text, { basics, steps })),
    ...unread(form),
  ]
}

function elementFaults({ type, toolTip, defaultValue, constraints = {} }: Element): readonly string[] {
  if (type.endsWith('.InfoBox')) return []
  const { columns, allowedValues, required, validations = [] } = constraints
  if (columns) return columns.flatMap(({ element }) => elementFaults({ toolTip: 'its header', ...element, name: '' }))
  const faults: string[] = []
  if (!toolTip) faults.push('has no help')
  if (allowedValues && !allowedValues.some(({ label }) => label === defaultValue)) faults.push('has no default')
  if (type.endsWith('.TextBox') && validations.length === 0) faults.push('takes anything')
  return [...faults, ...validations.flatMap(({ regex }) => checkFaults(regex, required === true))]
}

function checkFaults(regex: string, required: boolean): readonly string[] {
  const whole = regex.startsWith('^') && regex.endsWith('$')
  const takesNothing = new RegExp(regex).test('')
  return [
    ...(whole ? [] : ['checks only a part of what is typed']),
    ...(required || takesNothing ? [] : ['may be empty, but its check says no']),
    ...(required && takesNothing ? ['may not be empty, but its check says nothing'] : []),
  ]
}

function expressionFaults(text: string, { basics, steps }: Omit<Form['parameters'], 'outputs'>): readonly string[] {
  try {
    parseExpression(text)
  } catch (error) {
    return [(error as Error).message]
  }
  const places = { basics: basics.map(({ name }) => name), steps: steps.map(({ name }) => name) }
  return callsOf(text).flatMap(({ name, args: [first] }) => {
    if (!FUNCTIONS.includes(name)) return [`forms have no function ${name}`]
    const known = name === 'basics' || name === 'steps' ? places[name] : null
    const wanted = first?.kind === 'literal' ? String(first.value) : ''
    return known && !known.includes(wanted) ? [`${name} has no ${wanted}`] : []
  })
}

/** What people would fill in for nothing. */
function unread(form: Form): readonly string[] {
  const expressions = expressionsIn(form).join('\n')
  return elementsOf(form)
    .filter(({ type, name }) => !type.endsWith('.InfoBox') && !new RegExp(`['.]${name}\\b`).test(expressions))
    .map(({ name }) => `${name} is not read`)
}
