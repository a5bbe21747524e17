import { callsOf, namesOf } from './expressions.js'
import type { Parameter, Template } from './types.js'

/** Values that let somebody in, with a password or a key in them. */
const SECRET = /(password|secret|accountkey|sharedaccess(signature|key)|sig)\s*[=:]\s*\S|-----BEGIN|eyJ[\w-]{10}/i
const SECRET_NAME = /password|secret|key$|connectionstring|sas$/i
/** What of a resource is one, or is treated as one. */
const SECRET_OUTPUT = /connectionstring|instrumentationkey|\.keys?\b|password/i

/** Where the template gives a secret away: as a default, in an output, or by asking Azure for keys. */
export function secretFaults(template: Template): readonly string[] {
  const calls = callsOf(template).filter(({ name }) => /^list/i.test(name))
  const outputs = JSON.stringify(template.outputs)
  return [
    ...calls.map(({ name }) => `${name} gives a key away`),
    ...Object.entries(template.parameters).flatMap(([name, parameter]) => parameterFaults(template, name, parameter)),
    ...(SECRET.test(outputs) || SECRET_OUTPUT.test(outputs) ? ['an output shows a secret'] : []),
  ]
}

function parameterFaults(template: Template, name: string, { type, defaultValue }: Parameter): readonly string[] {
  const secure = /^secure/i.test(type)
  const faults: string[] = []
  if (SECRET.test(JSON.stringify(defaultValue ?? '')) || (secure && defaultValue)) {
    faults.push(`parameter ${name} has a secret as default`)
  }
  if (SECRET_NAME.test(name) && !secure) faults.push(`parameter ${name} is a secret, and not secure`)
  if (secure && reaches(template, template.outputs, name)) faults.push(`an output shows parameter ${name}`)
  return faults
}

/** Whether the value of a parameter gets there, through any variables. */
function reaches({ variables }: Pick<Template, 'variables'>, value: unknown, name: string): boolean {
  if (namesOf(value, 'parameters').has(name)) return true
  return [...namesOf(value, 'variables')].some(variable =>
    reaches({ variables: { ...variables, [variable]: null } }, variables[variable], name),
  )
}
