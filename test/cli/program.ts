import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { compiled, type Program, startProgram } from '../tools/program.js'

/** The faults in a line of --json; empty: it is as the schema says. */
function validator(name: string): (json: string) => readonly unknown[] {
  const schema = fileURLToPath(new URL(`../../../src/cli/${name}.schema.json`, import.meta.url))
  const ajv = new Ajv2020({ allowUnionTypes: true, formats: { uri: (text: string) => URL.canParse(text) } })
  const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')))
  return json => {
    validate(JSON.parse(json))
    return validate.errors ?? []
  }
}

export const faultsOf = validator('diagnose')
export const classifyFaultsOf = validator('classify')
export const auditFaultsOf = validator('audit')
export const webhookFaultsOf = validator('webhook')

/** Keeps standard input open if it is told to read it. */
export function startDiagnose(env: Readonly<Record<string, string>>, ...args: readonly string[]): Program {
  return startProgram([compiled('src/cli.js'), 'diagnose', ...args], {
    env,
    ...(args.includes('-') && { stdin: 'pipe' as const }),
  })
}

/** Waits until the program has written matching output. Throws when it ends before. */
export async function untilSaid({ said, ended }: Program, pattern: RegExp): Promise<RegExpExecArray> {
  let over = false
  void ended.finally(() => {
    over = true
  })
  for (;;) {
    const found = pattern.exec(said.stdout) ?? pattern.exec(said.stderr)
    if (found) return found
    if (over) throw new Error(`It ended without saying ${pattern}: ${said.stdout}${said.stderr}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
