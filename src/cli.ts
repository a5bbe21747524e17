#!/usr/bin/env node
import { didYouMean } from './cli/arguments.js'
import { readAuditOptions } from './cli/audit/auditOptions.js'
import { runClassify } from './cli/classify/runClassify.js'
import { COMMANDS, type CommandName, isCommand } from './cli/commandTable.js'
import { readClassifyOptions, readOptions } from './cli/diagnose/diagnoseOptions.js'
import { EXIT, NothingMatched, NotSignedIn, quoted, UsageError } from './cli/exit.js'
import { helpOf, overview, usageOf } from './cli/help.js'
import { readProvisionOptions } from './cli/provision/provisionOptions.js'
import { harmless } from './cli/terminal.js'
import { readWebhookOptions } from './cli/webhook/webhookOptions.js'
import { ConfigurationError } from './config/configurationError.js'
import { readOutput } from './config.js'
import { packageVersion } from './packageInfo.js'

const { programOf } = readOutput()

/** The clients that a command needs take longer to load than a log to read: they are loaded where they are used. */
const RUN: Readonly<Record<CommandName, (args: string[]) => Promise<number>>> = {
  async diagnose(args) {
    const options = readOptions(args)
    const { runDiagnose } = await import('./cli/diagnose/runDiagnose.js')
    return runDiagnose(options)
  },
  classify: args => runClassify(readClassifyOptions(args)),
  async audit(args) {
    const options = readAuditOptions(args)
    const { runAudit } = await import('./cli/audit/runAudit.js')
    return runAudit(options)
  },
  async provision(args) {
    const options = readProvisionOptions(args)
    const { runProvision } = await import('./cli/provision/runProvision.js')
    return runProvision(options)
  },
  async webhook(args) {
    const options = readWebhookOptions(args)
    const { runWebhook } = await import('./cli/webhook/runWebhook.js')
    return runWebhook(options)
  },
}

async function main(args: string[]): Promise<number> {
  const [first, ...rest] = args
  if (asksFor(args, 'help', '-h')) return print(helpFor(args.filter(isWord)))
  if (asksFor(args, 'version', '-v')) return print(packageVersion)
  return RUN[demandCommand(first)](rest)
}

/** At any place, unless it stands behind --, where everything is a file. `help` and `version` are commands, too. */
function asksFor([first, ...rest]: readonly string[], name: string, short: string): boolean {
  const end = rest.indexOf('--')
  const options = end < 0 ? rest : rest.slice(0, end)
  return first === name || [first, ...options].some(word => word === `--${name}` || word === short)
}

function isWord(word: string): boolean {
  return word !== 'help' && !word.startsWith('-')
}

function helpFor(words: readonly string[]): string {
  const word = words.find(isCommand) ?? words[0]
  return word === undefined ? overview(programOf) : helpOf(demandCommand(word), programOf)
}

function demandCommand(word: string | undefined): CommandName {
  if (isCommand(word)) return word
  if (!word) throw new UsageError('Say what to do.')
  throw new UsageError(`There is no command ${quoted(word)}.${didYouMean(word, Object.keys(COMMANDS))}`)
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

/** Says what went wrong, and answers with the exit code for it. */
function fail(error: unknown): number {
  const [code, text] = explain(error)
  process.stderr.write(`${harmless(text)}\n`)
  return code
}

function explain(error: unknown): [code: number, text: string] {
  if (error instanceof UsageError) return [EXIT.usage, `${error.message}\n${usage()}`]
  if (error instanceof ConfigurationError) return [EXIT.usage, error.message]
  if (error instanceof NothingMatched) return [EXIT.undetermined, error.message]
  if (error instanceof NotSignedIn) return [EXIT.unavailable, error.message]
  return [EXIT.broken, error instanceof Error ? (error.stack ?? error.message) : String(error)]
}

/** Of the command that was typed; where it is none, which ones there are. */
function usage(): string {
  const command = process.argv[2]
  return isCommand(command) ? usageOf(command, programOf) : overview(programOf)
}

/** Whoever reads the output may stop early, as `head` does: the exit code still tells the verdict. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exit(EXIT.broken)
  })
}

process.exitCode = await main(process.argv.slice(2)).catch(fail)
