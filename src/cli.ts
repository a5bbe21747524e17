#!/usr/bin/env node
import { readAuditOptions } from './cli/auditOptions.js'
import { runClassify } from './cli/classify.js'
import { EXIT, NotSignedIn, quoted, readClassifyOptions, readOptions, USAGE, UsageError } from './cli/usage.js'
import { ConfigurationError } from './config.js'

async function main([command, ...args]: string[]): Promise<number> {
  switch (command) {
    case 'diagnose': {
      const options = readOptions(args)
      // Only where it is used: the clients that it needs take longer to load than a log to read.
      const { runDiagnose } = await import('./cli/diagnose.js')
      return runDiagnose(options)
    }
    case 'classify':
      return runClassify(readClassifyOptions(args))
    case 'audit': {
      const options = readAuditOptions(args)
      const { runAudit } = await import('./cli/audit.js')
      return runAudit(options)
    }
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(USAGE)
      return 0
    default:
      throw new UsageError(command ? `There is no command ${quoted(command)}.` : 'Say what to do.')
  }
}

/** Says what went wrong, and answers with the exit code for it. */
function fail(error: unknown): number {
  const [code, text] = explain(error)
  process.stderr.write(`${text}\n`)
  return code
}

function explain(error: unknown): [code: number, text: string] {
  if (error instanceof UsageError) return [EXIT.usage, `${error.message}\n${USAGE.trimEnd()}`]
  if (error instanceof ConfigurationError) return [EXIT.usage, error.message]
  if (error instanceof NotSignedIn) return [EXIT.unavailable, error.message]
  return [EXIT.broken, error instanceof Error ? (error.stack ?? error.message) : String(error)]
}

/** Whoever reads the output may stop early, as `head` does: the exit code still tells the verdict. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exit(EXIT.broken)
  })
}

process.exitCode = await main(process.argv.slice(2)).catch(fail)
