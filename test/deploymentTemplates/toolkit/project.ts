import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import { compiled } from '../../tools/program.js'

export const folder = join(compiled('..'), 'deploymentTemplates')
export const read = (path: string) => readFileSync(join(folder, path), 'utf8')

export interface Action {
  readonly uses: string
  readonly name?: string
  readonly with: Readonly<Record<string, unknown>>
  readonly writeToEnvironmentFile?: Readonly<Record<string, string>>
}

/** Of the Microsoft 365 Agents Toolkit. */
export interface Project {
  readonly environmentFolderPath: string
  readonly provision: readonly Action[]
  readonly deploy: readonly Action[]
  readonly publish: readonly Action[]
}

export const project = parse(read('m365agents.yml')) as Project

const SCHEMA = join(compiled('..'), 'test/deploymentTemplates/toolkit/m365agents.schema.json')
const matches = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')))

/** What the Toolkit sets by itself. */
const OF_THE_TOOLKIT = ['TEAMSFX_ENV', 'AAD_APP_ACCESS_AS_USER_PERMISSION_ID']

/** All that is wrong with the project; `outputs`: what the template hands out. */
export function projectFaults(given: Project, outputs: readonly string[]): readonly string[] {
  const shape = matches(given) ? [] : (matches.errors ?? []).map(error => `${error.instancePath} ${error.message}`)
  return [...shape, ...unsetFaults(given, outputs)]
}

/** Of variables that nothing has set when they are read. */
function unsetFaults({ environmentFolderPath, provision, deploy, publish }: Project, outputs: readonly string[]) {
  const known = new Set([...OF_THE_TOOLKIT, ...namesIn(`${environmentFolderPath}/.env.dev`)])
  return [...provision, ...deploy, ...publish].flatMap(action => {
    const unset = [JSON.stringify(action.with), ...filesOf(action)]
      .flatMap(placeholdersIn)
      .filter(name => !known.has(name))
    for (const name of setBy(action, outputs)) known.add(name)
    return unset.map(name => `${action.uses} reads ${name}, which nothing has set`)
  })
}

/** https://github.com/OfficeDev/teams-toolkit: an output of a template becomes a variable in capitals. */
function setBy({ uses, writeToEnvironmentFile = {} }: Action, outputs: readonly string[]): readonly string[] {
  return [
    ...Object.values(writeToEnvironmentFile),
    ...(uses === 'arm/deploy' ? outputs.map(name => name.toUpperCase()) : []),
  ]
}

export const placeholdersIn = (text: string): readonly string[] =>
  [...text.matchAll(/\$\{\{(\w+)\}\}/g)].map(([, name = '']) => name)

function namesIn(file: string): readonly string[] {
  return [...read(file).matchAll(/^(\w+)=/gm)].map(([, name = '']) => name)
}

/** The files in which the Toolkit replaces variables. */
function filesOf({ uses, with: given }: Action): readonly string[] {
  if (uses === 'aadApp/update') return [read(String(given.manifestPath))]
  if (uses !== 'arm/deploy') return []
  return (given.templates as readonly { readonly parameters: string }[]).map(({ parameters }) => read(parameters))
}
