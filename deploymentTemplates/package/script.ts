import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { EXIT, UsageError } from '../../src/cli/exit.js'

type Options = NonNullable<ParseArgsConfig['options']>
type Values<T extends Options> = ReturnType<typeof parseArgs<{ options: T }>>['values']

interface Script<T extends Options> {
  readonly usage: string
  /** With `help`, only the usage is printed. */
  readonly options: T
}

/** Runs a script of package.json with the options that were typed. A UsageError is printed together with the usage. */
export function runScript<const T extends Options>(
  { usage, options }: Script<T>,
  run: (values: Values<T>) => void,
): void {
  try {
    const values = typed(options)
    if ('help' in values && values.help) process.stdout.write(`${usage}\n`)
    else run(values)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\n\n${usage}\n`)
    process.exitCode = EXIT.usage
  }
}

function typed<const T extends Options>(options: T): Values<T> {
  try {
    return parseArgs({ options }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Writes a file, and creates the folders that it is in. */
export function writeInto(file: string, content: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}
