#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Gathered } from './app/ports.js'
import { readCards } from './cards.js'
import { checks } from './checks/index.js'
import { ConfigurationError, readDataverseConfig } from './config.js'
import { createOrganizations } from './dataverse/organizations.js'
import type { OrganizationRef } from './domain/case.js'
import { type Diagnosis, diagnose, missingFacts, problemsOf } from './domain/diagnosis.js'
import { readAccount, readAddress } from './domain/said.js'
import { createTokens } from './entra/tokens.js'
import { createView } from './view/view.js'

/** Exit codes: 0 healthy, 1 cause found, 2 undetermined; 64 wrong usage, 69 organization unreachable (sysexits.h). */
const EXIT = { healthy: 0, causeFound: 1, undetermined: 2, usage: 64, unavailable: 69 } as const

const USAGE = `Usage:
  pending-send diagnose --org URL|NAME --sender ADDRESS [--router ADDRESS] [--json]
  pending-send classify FILE|- [--json]      (not yet: reading logs comes with a later version)`

class UsageError extends Error {}

interface Question {
  readonly organization: OrganizationRef
  readonly sender: string
  readonly router: string | undefined
}

async function main([command, ...args]: string[]): Promise<number> {
  switch (command) {
    case 'diagnose':
      return runDiagnose(args)
    case 'classify':
      throw new UsageError('classify does not read logs yet. To check a mailbox today, use diagnose.')
    default:
      throw new UsageError(command ? `There is no command "${command}".` : 'Say what to do.')
  }
}

async function runDiagnose(args: string[]): Promise<number> {
  const options = readOptions(args)
  const config = readDataverseConfig()
  const organizations = createOrganizations({
    organizations: config.organizations,
    tokens: createTokens(config),
    now: () => new Date(),
  })
  const organization = await organizations.find(options.org)
  if (!organization) {
    const names = config.organizations.map(({ name }) => name).join(', ')
    throw new UsageError(`No organization "${options.org}" is configured. ORGANIZATIONS has: ${names}.`)
  }
  const question = { organization, sender: options.sender, router: options.router ?? organization.routerAccount }
  const started = Date.now()
  const gathered = await organizations.gather({
    target: { organization, sender: question.sender, routerAccount: question.router ?? null },
    since: new Date(started).toISOString(),
    progress: () => {},
    signal: AbortSignal.timeout(120_000),
  })
  const diagnosis = diagnose(gathered.facts, checks)
  const elapsedMs = Date.now() - started
  const report = options.json ? asJson : asText
  process.stdout.write(`${report(question, { diagnosis, gathered, elapsedMs })}\n`)
  return isUnreachable(gathered) ? EXIT.unavailable : EXIT[diagnosis.verdict]
}

function readOptions(args: string[]) {
  const { values } = parse(args)
  const { org, sender, router, json = false } = values
  if (!org) throw new UsageError('Name the organization: --org URL|NAME.')
  if (!sender) throw new UsageError('Name the sender: --sender ADDRESS.')
  const address = readAddress(sender)
  if (!address) throw new UsageError(`"${sender.slice(0, 60)}" is no e-mail address: --sender ADDRESS.`)
  const account = router === undefined ? undefined : readAccount(router)
  if (account === null)
    throw new UsageError('--router needs the address or name of the account that the router signs in with.')
  return { org, sender: address, router: account, json }
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({ args, options: { org: text, sender: text, router: text, json: { type: 'boolean' } } })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function isUnreachable({ facts }: Gathered): boolean {
  const { senders } = facts
  return senders !== undefined && !senders.ok && (senders.why === 'unreachable' || senders.why === 'timeout')
}

interface Result {
  readonly diagnosis: Diagnosis
  readonly gathered: Gathered
  readonly elapsedMs: number
}

function asJson({ organization, sender, router }: Question, { diagnosis, gathered, elapsedMs }: Result): string {
  const backlog = diagnosis.backlog.ok ? diagnosis.backlog.value : null
  const { count = null, oldest = null, newest = null, olderThanADay = null } = backlog ?? {}
  return JSON.stringify(
    {
      org: organization.url,
      sender,
      router: router ?? null,
      verdict: diagnosis.verdict,
      causes: problemsOf(diagnosis).map(({ checkId }) => checkId),
      findings: diagnosis.findings,
      backlog: { count, oldest, newest, olderThanADay },
      requests: gathered.requests,
      elapsedMs,
    },
    null,
    2,
  )
}

function asText({ organization, sender }: Question, { diagnosis, gathered, elapsedMs }: Result): string {
  const view = createView(readCards(fileURLToPath(new URL('../../cards', import.meta.url))), { publicUrl: '' })
  const text = (key: string, args = {}) => view.text({ key, args }, 'en')
  const problems = problemsOf(diagnosis).flatMap(({ checkId, message, guide }) => [
    `- ${text(`checks.${checkId}.name`)} (${checkId}): ${view.text(message, 'en')}`,
    `  ${text(`guides.${guide}.next`)}`,
  ])
  const missing = missingFacts(diagnosis).map(
    ({ fact, why, detail, privilege }) =>
      `- not seen: ${text(`facts.${fact}`)} – ${text(`why.${why}`)}${privilege ? ` (${privilege})` : ''}: ${detail}`,
  )
  const backlog = diagnosis.backlog.ok && diagnosis.backlog.value
  const waiting = backlog
    ? `${backlog.count} in Pending Send, ${backlog.olderThanADay} older than a day, oldest ${backlog.oldest ?? '-'}, newest ${backlog.newest ?? '-'}`
    : 'the e-mails in Pending Send could not be counted'
  const { roundTrips, operations } = gathered.requests
  return [
    `${organization.name}, ${sender}: ${diagnosis.verdict}`,
    ...problems,
    ...missing,
    `${waiting}`,
    `${roundTrips} round trips, ${operations} operations, ${elapsedMs} ms`,
  ].join('\n')
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (error instanceof UsageError) process.stderr.write(`${error.message}\n${USAGE}\n`)
  else if (error instanceof ConfigurationError) process.stderr.write(`${error.message}\n`)
  else throw error
  process.exitCode = EXIT.usage
}
