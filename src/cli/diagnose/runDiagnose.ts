import type { Organizations } from '../../app/ports.js'
import { readDataverseConfig, readOutput } from '../../config.js'
import { createOrganizations } from '../../dataverse/createOrganizations.js'
import type { OrganizationRef } from '../../domain/case/case.js'
import { userAgent } from '../../packageInfo.js'
import { EXIT, NothingMatched, quoted, UsageError } from '../exit.js'
import { whenToStop } from '../interrupt.js'
import { Terminal } from '../terminal.js'
import { textReport } from '../textOutput.js'
import { createSignIn } from './deviceSignIn.js'
import type { Options } from './diagnoseOptions.js'
import { reportOf } from './diagnosisReport.js'
import type { TextReport } from './diagnosisText.js'
import { resumeCommand } from './resumeCommand.js'
import { resumeText, runBatch, summaryText } from './runBatch.js'
import { type DiagnoseRequest, isUnreachable, type Result, runOne } from './runOne.js'
import { linesOf, senderCount } from './senderLines.js'
import { watch } from './watchDiagnosis.js'

interface Session {
  readonly options: Options
  readonly organizations: Organizations
  readonly organization: OrganizationRef
  readonly terminal: Terminal
  readonly text: TextReport
}

/** `pending-send diagnose`. Returns the exit code. */
export async function runDiagnose(options: Options): Promise<number> {
  const config = readDataverseConfig(undefined, { asPerson: options.deviceCode })
  const terminal = new Terminal(process.stderr)
  const { tokens, signIn } = createSignIn(config, options, terminal)
  const organizations = createOrganizations({
    organizations: config.organizations,
    tokens,
    userAgent,
    now: () => new Date(),
  })
  const organization = await demandOrganization(organizations, options.org)
  await signIn(organization.url)
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

async function demandOrganization(organizations: Organizations, typed: string): Promise<OrganizationRef> {
  const organization = await organizations.find(typed)
  if (organization) return organization
  const names = organizations.list().map(({ name }) => name)
  throw new UsageError(`No organization ${quoted(typed)} is configured. ORGANIZATIONS has: ${names.join(', ')}.`)
}

function questionOf({ options, organization }: Session, sender: string, senderId?: string): DiagnoseRequest {
  const { acting, symptom } = options
  return { organization, sender, senderId, acting, symptom }
}

async function one({ options, organizations, text }: Session, question: DiagnoseRequest): Promise<number> {
  const result = demandChosen(question, await runOne(organizations, question))
  print(options.json ? JSON.stringify(reportOf(question, result), null, 2) : text.whole(question, result))
  return exitCodeOf(result)
}

async function again(session: Session, what: Extract<Options['what'], { kind: 'watch' }>): Promise<number> {
  const { options, organizations, terminal, text } = session
  const question = questionOf(session, what.sender, what.senderId)
  const signal = whenToStop()
  const since = new Date().toISOString()
  const code = await watch({
    seconds: what.seconds,
    signal,
    ask: async () => demandChosen(question, await runOne(organizations, question, { stop: signal, since })),
    progress: line => terminal.progress(line),
    report: result => {
      terminal.clear()
      print(options.json ? JSON.stringify(reportOf(question, result)) : text.whole(question, result))
    },
  })
  terminal.leave()
  return code
}

async function many(session: Session, what: Extract<Options['what'], { kind: 'many' }>): Promise<number> {
  const { options, organizations, terminal, text } = session
  const signal = whenToStop()
  const summary = await runBatch({
    lines: linesOf(what.file, signal),
    startAfter: what.startAfter,
    signal,
    total: terminal.interactive ? await senderCount(what.file, what.startAfter) : null,
    ask: sender => runOne(organizations, questionOf(session, sender), { stop: signal }),
    report: (sender, result) => {
      terminal.clear()
      const report = reportOf(questionOf(session, sender), result)
      print(options.json ? JSON.stringify(report) : text.line(sender, result))
    },
    complain: line => terminal.say(line),
    progress: line => terminal.progressOnly(line),
  })
  terminal.clear()
  const resume = resumeCommand(readOutput().programOf('diagnose'), { ...options, what }, summary)
  print(options.json ? JSON.stringify({ summary }) : summaryText(summary, resume))
  if (options.json && resume) terminal.say(resumeText(summary, resume))
  return summary.exitCode
}

/** An id that matches nobody is a typing error, not a cause. Throws NothingMatched. */
function demandChosen({ sender, senderId }: DiagnoseRequest, result: Result): Result {
  const { senders } = result.gathered.facts
  if (senderId === undefined || !senders?.ok || senders.value.length > 0) return result
  throw new NothingMatched(
    `No user and no queue has both the address ${sender} and the id ${senderId}: leave --sender-id out to see who has the address.`,
  )
}

function exitCodeOf(result: Result): number {
  return isUnreachable(result) ? EXIT.unavailable : EXIT[result.diagnosis.verdict]
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
