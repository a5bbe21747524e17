import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compiled } from '../../../tools/program.js'
import type { Template } from './types.js'

const folder = join(compiled('..'), 'deploymentTemplates/azure')

export function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'))
}

export const template = readJson('template.json') as Template

export interface ParameterFile {
  readonly parameters: Readonly<Record<string, { readonly value: unknown }>>
}

export function parametersIn(file: ParameterFile): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(file.parameters).map(([name, { value }]) => [name, value]))
}

export const PARAMETER_FILES = ['parameters.new.json', 'parameters.existing.json']
