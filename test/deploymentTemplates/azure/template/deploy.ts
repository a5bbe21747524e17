import { evaluateAll, evaluateText, type Functions } from '../expression/evaluate.js'
import { commonFunctions } from '../expression/functions.js'
import { ExpressionError } from '../expression/parse.js'
import { faultOfValue } from './parameterValues.js'
import type { Deployed, Resource, Template } from './types.js'

const SUBSCRIPTION = '11111111-1111-1111-1111-111111111111'
const TENANT = '22222222-2222-2222-2222-222222222222'
const GROUP = 'pending-send-test'
const GROUP_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}`

export interface Deployment {
  /** Those whose condition holds. */
  readonly resources: readonly Deployed[]
  /** The ids of all. */
  readonly declared: readonly string[]
  readonly outputs: Readonly<Record<string, unknown>>
}

/** What Azure knows only once the resource is there. */
const RUNTIME: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'Microsoft.ManagedIdentity/userAssignedIdentities': {
    principalId: '33333333-3333-3333-3333-333333333333',
    clientId: '44444444-4444-4444-4444-444444444444',
  },
  'Microsoft.Web/sites': { defaultHostName: 'pending-send-test.azurewebsites.net' },
  'Microsoft.Insights/components': {
    ConnectionString: 'InstrumentationKey=55555555-5555-5555-5555-555555555555;IngestionEndpoint=https://in.example/',
  },
}

/** Evaluates the template as Azure Resource Manager would for a resource group. Throws an ExpressionError. */
export function deploy(template: Template, given: Readonly<Record<string, unknown>>): Deployment {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(template.parameters, name)) throw new ExpressionError(`there is no parameter ${name}`)
  }
  const references: string[] = []
  const static_ = staticFunctions(template, given)
  const declared = template.resources.map(resource => idOf(resource, static_))
  const runtime: Functions = {
    ...static_,
    reference: (id, apiVersion) => {
      const wanted = String(id?.())
      const at = declared.indexOf(wanted)
      const target = template.resources[at]
      if (!target) throw new ExpressionError(`reference to ${wanted}, which is not in the template`)
      if (apiVersion?.() !== target.apiVersion)
        throw new ExpressionError(`reference to ${wanted} in another API version`)
      references.push(wanted)
      return RUNTIME[target.type] ?? evaluateAll(target.properties, runtime)
    },
  }
  const deployed = template.resources.map((resource, i) => {
    references.length = 0
    const fixed = evaluateAll({ ...resource, properties: null }, static_) as Resource
    const properties = evaluateAll(resource.properties ?? {}, runtime)
    return {
      ...fixed,
      id: declared[i],
      properties,
      references: [...references],
      dependsOn: fixed.dependsOn ?? [],
    } as Deployed
  })
  const outputs = Object.entries(template.outputs).map(([name, { value }]) => [name, evaluateAll(value, runtime)])
  return {
    resources: deployed.filter(({ condition = true }) => condition === true),
    declared,
    outputs: Object.fromEntries(outputs),
  }
}

function staticFunctions(template: Template, given: Readonly<Record<string, unknown>>): Functions {
  const functions: Functions = {
    ...commonFunctions,
    parameters: name => parameterOf(template, given, { name: String(name?.()), functions }),
    variables: name => {
      const wanted = String(name?.())
      if (!Object.hasOwn(template.variables, wanted)) throw new ExpressionError(`there is no variable ${wanted}`)
      return evaluateAll(template.variables[wanted], functions)
    },
    resourcegroup: () => ({ id: GROUP_ID, name: GROUP, location: 'westeurope' }),
    subscription: () => ({ subscriptionId: SUBSCRIPTION, tenantId: TENANT }),
    resourceid: (type, ...names) =>
      GROUP_ID +
      pathOf(
        String(type?.()),
        names.map(name => String(name())),
      ),
    subscriptionresourceid: (type, ...names) =>
      `/subscriptions/${SUBSCRIPTION}${pathOf(
        String(type?.()),
        names.map(name => String(name())),
      )}`,
  }
  return functions
}

function parameterOf(
  template: Template,
  given: Readonly<Record<string, unknown>>,
  { name, functions }: { readonly name: string; readonly functions: Functions },
): unknown {
  const parameter = template.parameters[name]
  if (!parameter) throw new ExpressionError(`there is no parameter ${name}`)
  const value = Object.hasOwn(given, name) ? given[name] : evaluateAll(parameter.defaultValue, functions)
  const fault = faultOfValue(name, parameter, value)
  if (fault) throw new ExpressionError(fault)
  return value
}

/** A resource below another is named by all names, from the top. */
function pathOf(type: string, names: readonly string[]): string {
  const [provider, ...types] = type.split('/')
  if (types.length !== names.length)
    throw new ExpressionError(`${type} takes ${types.length} names, not ${names.length}`)
  return `/providers/${provider}${types.map((part, i) => `/${part}/${names[i]}`).join('')}`
}

function idOf({ type, name, scope }: Resource, functions: Functions): string {
  const names = String(evaluateText(name, functions)).split('/')
  if (scope === undefined) return GROUP_ID + pathOf(type, names)
  return scopeId(String(evaluateText(scope, functions))) + pathOf(type, names)
}

/** From `Provider/type/name/type/name`. */
export function scopeId(scope: string): string {
  return `${GROUP_ID}/providers/${scope}`
}
