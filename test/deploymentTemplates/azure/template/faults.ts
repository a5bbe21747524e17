import { ExpressionError, parseExpression } from '../expression/parse.js'
import { deploy, scopeId } from './deploy.js'
import { expressionsIn, namesOf, textsIn } from './expressions.js'
import { limitFaults } from './limits.js'
import { schemaFaults, templateFaults } from './schemas.js'
import { secretFaults } from './secrets.js'
import type { Deployed, Template } from './types.js'

type Given = Readonly<Record<string, unknown>>

/** All that is wrong with a template and the parameters that it is given. */
export function faultsOf(template: Template, given: Given): readonly string[] {
  const own = [
    ...templateFaults(template),
    ...nameFaults(template),
    ...parameterFaults(template),
    ...secretFaults(template),
  ]
  try {
    const { resources, declared } = deploy(template, given)
    const all = new Set(declared)
    const twice = declared.filter((id, i) => declared.indexOf(id) !== i).map(id => `${id} is there twice`)
    const each = resources.flatMap(resource =>
      [...schemaFaults(resource), ...limitFaults(resource), ...orderFaults(resource, resources, all)].map(
        fault => `${resource.type} ${resource.name}: ${fault}`,
      ),
    )
    return [...own, ...twice, ...each]
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    return [...own, error.message]
  }
}

function nameFaults(template: Template): readonly string[] {
  const { parameters, variables } = template
  const readable = expressionsIn(template).flatMap(text => {
    try {
      parseExpression(text)
      return []
    } catch (error) {
      return [(error as Error).message]
    }
  })
  const kinds = [
    ['parameters', parameters],
    ['variables', variables],
  ] as const
  const names = kinds.flatMap(([kind, declared]) => {
    const used = namesOf(template, kind)
    return [
      ...[...used].filter(name => !Object.hasOwn(declared, name)).map(name => `${kind}: ${name} is not declared`),
      ...Object.keys(declared)
        .filter(name => !used.has(name))
        .map(name => `${kind}: ${name} is not used`),
    ]
  })
  return [...readable, ...names]
}

function parameterFaults({ parameters }: Template): readonly string[] {
  return Object.entries(parameters).flatMap(([name, { metadata, type, minValue, maxValue }]) => [
    ...(metadata?.description ? [] : [`parameter ${name} has no description`]),
    ...(type === 'int' && (minValue === undefined || maxValue === undefined)
      ? [`parameter ${name} has no bounds`]
      : []),
  ])
}

function orderFaults(
  resource: Deployed,
  resources: readonly Deployed[],
  declared: ReadonlySet<string>,
): readonly string[] {
  const faults = resource.dependsOn
    .filter(id => !declared.has(id))
    .map(id => `depends on ${id}, which is not in the template`)
  const before = everythingBefore(resource, resources)
  if (before.has(resource.id)) faults.push('waits for itself')
  for (const id of neededBy(resource, resources)) {
    if (!before.has(id)) faults.push(`needs ${id}, and does not depend on it`)
  }
  return faults
}

/** `reference` orders nothing where it is given an id, and nor does naming a resource: dependsOn has to. */
function neededBy(resource: Deployed, resources: readonly Deployed[]): ReadonlySet<string> {
  const { dependsOn: _, id: own, references, ...rest } = resource
  const above = resource.scope === undefined ? parentOf(own) : scopeId(resource.scope)
  const named = new Set(textsIn(rest))
  const others = resources.map(({ id }) => id).filter(id => id !== own && named.has(id))
  return new Set([...references, ...others, ...(above ? [above] : [])])
}

function everythingBefore({ dependsOn }: Deployed, resources: readonly Deployed[]): ReadonlySet<string> {
  const found = new Set(dependsOn)
  for (const id of found)
    for (const next of resources.find(resource => resource.id === id)?.dependsOn ?? []) found.add(next)
  return found
}

/** null: it is not below another. */
function parentOf(id: string): string | null {
  const parts = id.split('/providers/').at(-1)?.split('/') ?? []
  return parts.length > 3 ? id.split('/').slice(0, -2).join('/') : null
}
