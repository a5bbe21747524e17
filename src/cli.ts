#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Gathered, Organizations } from './app/ports.js'
import { readCards } from './cards.js'
import { checks } from './checks/index.js'
import { ConfigurationError, readDataverseConfig } from './config.js'
import { createOrganizations } from './dataverse/organizations.js'
import { diagnose } from './domain/diagnosis.js'
import { plain, readAccount, readAddress } from './domain/said.js'
import { createTokens } from './entra/tokens.js'
import { asJson, asText, type Question } from './report.js'
import { createView } from './view/view.js'

/** 0 healthy, 1 cause found, 2 undetermined; the others as in sysexits.h, so that no breakdown looks like a verdict. */
const EXIT = { healthy: 0, causeFound: 1, undetermined: 2, usage: 64, unavailable: 69, broken: 70 } as const

const USAGE = `Usage:
  pending-send diagnose --org URL|NAME --sender ADDRESS [--router ADDRESS] [--json]
  pending-send classify FILE|- [--json]      (not yet: reading logs comes with a later version)

Exit code of diagnose: 0 healthy, 1 cause found, 2 undetermined, 64 wrong usage, 69 organization unreachable
`

/** Longer than this no diagnosis takes, whatever Dataverse asks to wait. */
const PATIENCE_MS = 120_000

class UsageError extends Error {}
class OutOfPatience extends Error {}

async function main([command, ...args]: string[]): Promise<number> {
  switch (command) {
    case 'diagnose':
      return runDiagnose(args)
    case 'classify':
      throw new UsageError('classify does not read logs yet. To check a mailbox today, use diagnose.')
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(USAGE)
      return 0
    default:
      throw new UsageError(command ? `There is no command ${quoted(command)}.` : 'Say what to do.')
  }
}

async function runDiagnose(args: string[]): Promise<number> {
  const options = readOptions(args)
  const config = readDataverseConfig()
  const now = () => new Date()
  const organizations = createOrganizations({ organizations: config.organizations, tokens: createTokens(config), now })
  const organization = await organizations.find(options.org)
  if (!organization) {
    const names = config.organizations.map(({ name }) => name).join(', ')
    throw new UsageError(`No organization ${quoted(options.org)} is configured. ORGANIZATIONS has: ${names}.`)
  }
  const question = { organization, sender: options.sender, router: options.router ?? organization.routerAccount }
  const started = Date.now()
  const gathered = await gather(organizations, question)
  const diagnosis = diagnose(gathered.facts, checks)
  const result = { diagnosis, gathered, elapsedMs: Date.now() - started }
  process.stdout.write(`${options.json ? asJson(question, result) : asText(view(), question, result)}\n`)
  return isUnreachable(gathered) ? EXIT.unavailable : EXIT[diagnosis.verdict]
}

async function gather(organizations: Organizations, { organization, sender, router }: Question): Promise<Gathered> {
  const target = { organization, sender, routerAccount: router ?? null }
  const signal = AbortSignal.timeout(PATIENCE_MS)
  try {
    return await organizations.gather({ target, since: new Date().toISOString(), progress: () => {}, signal })
  } catch (cause) {
    if (!signal.aborted) throw cause
    throw new OutOfPatience(`${organization.name} did not answer within ${PATIENCE_MS / 1000} seconds.`, { cause })
  }
}

function view() {
  return createView(readCards(fileURLToPath(new URL('../../cards', import.meta.url))), { publicUrl: '' })
}

function readOptions(args: string[]) {
  const { org, sender, router, json = false } = parse(args)
  if (!org) throw new UsageError('Name the organization: --org URL|NAME.')
  if (!sender) throw new UsageError('Name the sender: --sender ADDRESS.')
  const address = readAddress(sender)
  if (!address) throw new UsageError(`${quoted(sender)} is no e-mail address: --sender ADDRESS.`)
  const account = router === undefined ? undefined : readAccount(router)
  if (account === null) {
    throw new UsageError('--router needs the address or name of the account that the router signs in with.')
  }
  return { org, sender: address, router: account, json }
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({ args, options: { org: text, sender: text, router: text, json: { type: 'boolean' } } }).values
  } catch (error) {
    throw new UsageError(plain(error instanceof Error ? error.message : String(error)))
  }
}

/** Enough of what was typed to recognize it by, without what would move a terminal's cursor. */
function quoted(typed: string): string {
  return `"${plain(typed).slice(0, 60)}"`
}

function isUnreachable({ facts: { senders } }: Gathered): boolean {
  return senders !== undefined && !senders.ok && (senders.why === 'unreachable' || senders.why === 'timeout')
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
  if (error instanceof OutOfPatience) return [EXIT.unavailable, error.message]
  return [EXIT.broken, error instanceof Error ? (error.stack ?? error.message) : String(error)]
}

/** Whoever reads the output may stop early, as `head` does: the exit code still tells the verdict. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exit(EXIT.broken)
  })
}

process.exitCode = await main(process.argv.slice(2)).catch(fail)
