import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Organizations } from '../app/ports.js'
import { type DataverseConfig, readDataverseConfig } from '../config.js'
import { createOrganizations } from '../dataverse/organizations.js'
import type { OrganizationRef } from '../domain/case.js'
import { createDeviceCodeTokens } from '../entra/deviceCode.js'
import { createTokens } from '../entra/tokens.js'
import { ask, isUnreachable, type Question, type Result } from './ask.js'
import { reportOf } from './json.js'
import { diagnoseMany, summaryText } from './many.js'
import { textReport } from './output.js'
import { interruption, Terminal } from './terminal.js'
import type { TextReport } from './text.js'
import { EXIT, type Options, quoted, UsageError } from './usage.js'
import { watch } from './watch.js'

interface Session {
  readonly options: Options
  readonly organizations: Organizations
  readonly organization: OrganizationRef
  readonly terminal: Terminal
  readonly text: TextReport
}

/** `pending-send diagnose`. Answers with the exit code. */
export async function runDiagnose(options: Options): Promise<number> {
  const config = readDataverseConfig(undefined, { asPerson: options.deviceCode })
  const terminal = new Terminal(process.stderr)
  const organizations = createOrganizations({
    organizations: config.organizations,
    tokens: tokensOf(config, options, terminal),
    now: () => new Date(),
  })
  const organization = await demandOrganization(organizations, options.org)
  const session = { options, organizations, organization, terminal, text: textReport() }
  switch (options.what.kind) {
    case 'one':
      return one(session, questionOf(session, options.what.sender, options.what.senderId))
    case 'watch':
      return again(session, options.what)
    case 'many':
      return many(session, options.what)
  }
}

function tokensOf(config: DataverseConfig, { deviceCode }: Options, terminal: Terminal) {
  return deviceCode ? createDeviceCodeTokens(config, message => terminal.say(message)) : createTokens(config)
}

async function demandOrganization(organizations: Organizations, typed: string): Promise<OrganizationRef> {
  const organization = await organizations.find(typed)
  if (organization) return organization
  const names = organizations.list().map(({ name }) => name)
  throw new UsageError(`No organization ${quoted(typed)} is configured. ORGANIZATIONS has: ${names.join(', ')}.`)
}

function questionOf({ options, organization }: Session, sender: string, senderId?: string): Question {
  return { organization, sender, senderId, router: options.router ?? organization.routerAccount }
}

async function one({ options, organizations, text }: Session, question: Question): Promise<number> {
  const result = await ask(organizations, question)
  print(options.json ? JSON.stringify(reportOf(question, result), null, 2) : text.whole(question, result))
  return exitCodeOf(result)
}

function again(session: Session, what: Extract<Options['what'], { kind: 'watch' }>): Promise<number> {
  const { options, organizations, terminal, text } = session
  const question = questionOf(session, what.sender, what.senderId)
  return watch({
    seconds: what.seconds,
    signal: interruption(),
    ask: () => ask(organizations, question),
    progress: line => terminal.progress(line),
    report: result => {
      terminal.clear()
      print(options.json ? JSON.stringify(reportOf(question, result)) : text.whole(question, result))
    },
  })
}

async function many(session: Session, what: Extract<Options['what'], { kind: 'many' }>): Promise<number> {
  const { options, organizations, organization, terminal, text } = session
  const summary = await diagnoseMany({
    lines: linesOf(what.file),
    startAfter: what.startAfter,
    signal: interruption(),
    ask: sender => ask(organizations, questionOf(session, sender)),
    report: (sender, result) => {
      terminal.clear()
      const report = reportOf(questionOf(session, sender), result)
      print(options.json ? JSON.stringify(report) : text.line(sender, result))
    },
    complain: line => terminal.say(line),
    progress: line => terminal.progressOnly(line),
  })
  terminal.clear()
  const command = `pending-send diagnose --org ${JSON.stringify(organization.name)} --all-senders ${JSON.stringify(what.file)}`
  print(options.json ? JSON.stringify({ summary }) : summaryText(summary, command))
  return summary.exitCode
}

/** Line by line: a file may be long, and standard input may never end. */
async function* linesOf(file: string): AsyncIterable<string> {
  const input = file === '-' ? process.stdin : createReadStream(file)
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) yield line
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!['ENOENT', 'EACCES', 'EISDIR'].includes(code)) throw error
    throw new UsageError(`${quoted(file)} cannot be read (${code}): --all-senders FILE.`)
  }
}

function exitCodeOf(result: Result): number {
  return isUnreachable(result) ? EXIT.unavailable : EXIT[result.diagnosis.verdict]
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
