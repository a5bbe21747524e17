import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ErrorObject, ValidateFunction } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { compiled } from '../../../tools/program.js'

const folder = join(compiled('..'), 'test/deploymentTemplates/azure/schemas')
const TEMPLATE = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json'
const PARAMETERS = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json'

type Schema = Record<string, unknown>

/** What every resource may have besides what its own type says. */
const COMMON: Schema = {
  properties: { condition: {}, comments: {}, scope: {}, dependsOn: {}, id: {}, references: {}, name: {} },
}

const files = readdirSync(folder).map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Schema)
const ajv = new Ajv2019({ strict: false, allErrors: true, logger: false })
/** Type and API version of a resource → the schema's reference. */
const types = new Map<string, string>()
/** Compiled schemas, by the same; compiling one takes long. */
const validators = new Map<string, ValidateFunction>()

for (const file of files) {
  const id = String(file.id).replace(/#$/, '')
  const { id: _id, $schema: _draft, ...schema } = file
  ajv.addSchema({ ...(closed(schema) as Schema), $id: id })
  for (const [name, definition] of Object.entries((file.resourceDefinitions ?? {}) as Record<string, Schema>)) {
    const { type, apiVersion } = definition.properties as Record<string, { readonly enum: readonly string[] }>
    types.set(`${type?.enum[0]}@${apiVersion?.enum[0]}`, `${id}#/resourceDefinitions/${name}`)
  }
}

/**
 * Azure's schemas allow properties that they do not know, so that a misspelt one would do nothing. Here each object
 * with known properties has no others; alternatives are completed by what stands beside them.
 */
function closed(value: unknown, { whole = true } = {}): unknown {
  if (Array.isArray(value)) return value.map(item => closed(item))
  if (value === null || typeof value !== 'object') return value
  const schema = value as Schema
  const entries = Object.entries(schema).map(([key, item]) => {
    if (key === 'resourceDefinitions') return [key, mapValues(item as Schema, type => closed(type, { whole: false }))]
    if (key === 'oneOf' && schema.properties) {
      return [key, (item as readonly Schema[]).map(one => closed(one, { whole: false }))]
    }
    return [key, closed(item)]
  })
  const result = Object.fromEntries(entries) as Schema
  const known = schema.type === 'object' && Object.keys((schema.properties ?? {}) as Schema).length > 0
  if (whole && known && schema.additionalProperties === undefined) result.unevaluatedProperties = false
  return result
}

function mapValues(object: Schema, change: (value: unknown) => unknown): Schema {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))
}

const sentences = (errors: readonly ErrorObject[] | null | undefined) => [
  ...new Set(
    (errors ?? [])
      // An expression is allowed everywhere; evaluated, it is none.
      .filter(({ schemaPath, keyword }) => !schemaPath.includes('definitions/expression') && keyword !== 'oneOf')
      .map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`),
  ),
]

interface Typed {
  readonly type: string
  readonly apiVersion: string
  readonly name: string
}

/** What is wrong with a resource according to the schema of its type; also, that there is none. */
export function schemaFaults(resource: Typed): readonly string[] {
  const key = `${resource.type}@${resource.apiVersion}`
  const reference = types.get(key)
  if (!reference) return [`there is no schema of ${key}`]
  const validate =
    validators.get(key) ?? ajv.compile({ allOf: [COMMON, { $ref: reference }], unevaluatedProperties: false })
  validators.set(key, validate)
  // Of a resource below another, some schemas describe the whole name, others its end.
  const faults = (name: string) => (validate({ ...resource, name }) ? [] : sentences(validate.errors))
  const whole = faults(resource.name)
  const end = whole.length > 0 ? faults(resource.name.split('/').at(-1) ?? '') : []
  return end.length < whole.length ? end : whole
}

export const templateFaults = (template: unknown) => faultsBy(TEMPLATE, template)
export const parameterFileFaults = (file: unknown) => faultsBy(PARAMETERS, file)

/** Of a schema in the folder, by its address. */
export function faultsBy(address: string, value: unknown): readonly string[] {
  const validate = ajv.getSchema(address)
  if (!validate) throw new Error(`There is no schema ${address}`)
  return validate(value) ? [] : sentences(validate.errors as readonly ErrorObject[])
}
