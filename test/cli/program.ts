import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { compiled, type Program, startProgram } from '../tools/program.js'

const schema = fileURLToPath(new URL('../../../src/cli/diagnose.schema.json', import.meta.url))
const validate = new Ajv2020({ allowUnionTypes: true }).compile(JSON.parse(readFileSync(schema, 'utf8')))

/** What is wrong with a line of --json; empty: it is as the schema says. */
export function faultsOf(json: string): readonly unknown[] {
  validate(JSON.parse(json))
  return validate.errors ?? []
}

export function startDiagnose(env: Readonly<Record<string, string>>, ...args: readonly string[]): Program {
  return startProgram([compiled('src/cli.js'), 'diagnose', ...args], { env })
}

/** Waits until the program has written what matches. Throws when it ends before. */
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
