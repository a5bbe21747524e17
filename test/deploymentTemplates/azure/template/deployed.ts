import assert from 'node:assert/strict'
import { deploy } from './deploy.js'
import { PARAMETER_FILES, type ParameterFile, parametersIn, readJson, template } from './files.js'
import type { Deployed } from './types.js'

export type Given = Readonly<Record<string, unknown>>

export const filled = (name: string) => parametersIn(readJson(name) as ParameterFile)
export const [fresh, existing] = PARAMETER_FILES.map(filled) as [Given, Given]

/** The only deployed resource of a type whose name ends so. */
export function found(given: Given, type: string, end = ''): Deployed {
  const [resource, ...others] = all(given, type).filter(({ name }) => name.endsWith(end))
  assert.ok(resource && others.length === 0, `${type} ${end}`)
  return resource
}

export const all = (given: Given, type: string) =>
  deploy(template, given).resources.filter(resource => resource.type === type)
export const settings = (given: Given) => found(given, 'Microsoft.Web/sites/config', '/appsettings').properties
