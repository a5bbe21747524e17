import type { Gathered } from './app/ports.js'
import type { OrganizationRef } from './domain/case.js'
import { type Diagnosis, type Evidence, missingFacts, problemsOf } from './domain/diagnosis.js'
import { plain } from './domain/said.js'
import type { View } from './view/view.js'

export interface Question {
  readonly organization: OrganizationRef
  readonly sender: string
  readonly router: string | undefined
}

export interface Result {
  readonly diagnosis: Diagnosis
  readonly gathered: Gathered
  readonly elapsedMs: number
}

/** The command line's stable shape. */
export function asJson({ organization, sender, router }: Question, { diagnosis, gathered, elapsedMs }: Result): string {
  const backlog = diagnosis.backlog.ok ? diagnosis.backlog.value : null
  const { count = null, oldest = null, newest = null, olderThanADay = null } = backlog ?? {}
  const report = {
    org: organization.url,
    sender,
    router: router ?? null,
    verdict: diagnosis.verdict,
    causes: problemsOf(diagnosis).map(({ checkId }) => checkId),
    findings: diagnosis.findings,
    backlog: { count, oldest, newest, olderThanADay },
    requests: gathered.requests,
    elapsedMs,
  }
  return JSON.stringify(report, null, 2)
}

const VERDICTS = { causeFound: 'cause found', healthy: 'healthy', undetermined: 'undetermined' } as const

/** The same for people: what was found, why, and what to do. Names come from Dataverse, so no line can move the cursor. */
export function asText(view: View, { organization, sender }: Question, result: Result): string {
  const { diagnosis, gathered, elapsedMs } = result
  const { roundTrips, operations } = gathered.requests
  const lines = [
    { text: `${organization.name}, ${sender}: ${VERDICTS[diagnosis.verdict]}` },
    ...problemLines(view, diagnosis),
    ...missingLines(view, diagnosis),
    { text: backlogLine(diagnosis) },
    { text: `${roundTrips} round trips, ${operations} operations, ${elapsedMs} ms` },
  ]
  return lines.map(({ text, indent = '' }) => indent + plain(text)).join('\n')
}

interface Line {
  readonly text: string
  readonly indent?: string
}

function problemLines(view: View, diagnosis: Diagnosis): Line[] {
  const text = textOf(view)
  return problemsOf(diagnosis).flatMap(({ checkId, message, guide, evidence }) => [
    { indent: '- ', text: `${text(`checks.${checkId}.name`)} (${checkId}): ${view.text(message, 'en')}` },
    ...evidence.map((one: Evidence) => ({ indent: '  ', text: text(`evidence.${one.label}`, { value: one.value }) })),
    { indent: '  ', text: text(`guides.${guide}.next`) },
  ])
}

function missingLines(view: View, diagnosis: Diagnosis): Line[] {
  const text = textOf(view)
  return missingFacts(diagnosis).map(({ fact, why, detail, privilege }) => ({
    indent: '- ',
    text: `not seen: ${text(`facts.${fact}`)} – ${text(`why.${why}`)}${privilege ? ` (${privilege})` : ''}: ${detail}`,
  }))
}

function textOf(view: View) {
  return (key: string, args: Record<string, string> = {}) => view.text({ key, args }, 'en')
}

function backlogLine({ backlog }: Diagnosis): string {
  if (!backlog.ok || !backlog.value) return 'the e-mails in Pending Send could not be counted'
  const { count, olderThanADay, oldest, newest } = backlog.value
  return `${count} in Pending Send, ${olderThanADay} older than a day, oldest ${oldest ?? '-'}, newest ${newest ?? '-'}`
}
