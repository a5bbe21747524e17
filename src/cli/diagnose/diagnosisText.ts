import { type Diagnosis, isHeldWithoutCause, type Problem, problemsOf } from '../../domain/diagnosis/diagnosis.js'
import type { MessageKey } from '../../domain/messageKey.js'
import { plain } from '../../domain/parsedMessage.js'
import type { Sentences } from '../../view/sentences.js'
import { plural } from '../plural.js'
import { type Style, styled } from '../terminal.js'
import { adviceStep, choiceOf } from './advice.js'
import { isAll, isRefused, isSignIn, nothingSeen, reasonsOf } from './missingFacts.js'
import { type DiagnoseRequest, isUnreachable, type Result } from './runOne.js'

/** A report for people. Names come from Dataverse, so every line is cleaned of what could move a terminal's cursor. */
export class TextReport {
  constructor(
    private readonly sentences: Sentences,
    private readonly colour: boolean,
  ) {}

  /** The verdict and the reasons for it, what to do and where, and what the diagnosis cost. */
  whole({ organization, sender }: DiagnoseRequest, result: Result): string {
    const { diagnosis, gathered, elapsedMs } = result
    const next = adviceStep(result)
    const { roundTrips, operations } = gathered.requests
    return [
      `${plain(`${organization.name}, ${sender}`)}: ${this.#verdict(diagnosis)}`,
      ...this.#gate(diagnosis),
      ...problemsOf(diagnosis).flatMap(problem => this.#problem(problem, organization.url)),
      ...this.#missing(diagnosis),
      ...(diagnosis.unexplained ? this.#ruledOut(diagnosis) : []),
      ...(next ? [this.#next(next)] : []),
      ...(nothingSeen(diagnosis) ? [] : this.#mail(diagnosis)),
      this.#style('dim', `${plural(roundTrips, 'round trip')}, ${plural(operations, 'operation')}, ${elapsedMs} ms`),
    ].join('\n')
  }

  /** One sender of many. */
  line(sender: string, result: Result): string {
    const { diagnosis } = result
    const causes = problemsOf(diagnosis).map(({ checkId }) => checkId)
    const missing = reasonsOf(diagnosis).flatMap(({ facts, privilege }) => privilege ?? facts)
    const unseen = diagnosis.unexplained ? 'unexplained' : `not seen: ${missing.join(' ')}`
    const why = diagnosis.verdict === 'undetermined' ? unseen : causes.join(' ')
    const waits = diagnosis.backlog.ok && diagnosis.backlog.value ? `${diagnosis.backlog.value.count} waiting` : ''
    const { drafts = 0, jobs = 0 } = diagnosis.held ?? {}
    const held = drafts + jobs > 0 ? `${plural(drafts, 'draft')} and ${plural(jobs, 'job')} held` : ''
    const refused = isRefused(result) ? reasonsOf(diagnosis).find(isAll) : undefined
    const shown = isUnreachable(result) ? ['not reached'] : [refused?.detail ?? why, waits, held]
    return [plain(sender), this.#verdict(diagnosis), ...shown.filter(text => text !== '').map(plain)].join('  ')
  }

  #verdict({ verdict }: Diagnosis): string {
    const words = { causeFound: 'cause found', healthy: 'healthy', undetermined: 'undetermined' } as const
    const styles = { causeFound: 'red', healthy: 'green', undetermined: 'yellow' } as const
    return this.#style(styles[verdict], words[verdict])
  }

  #problem(problem: Problem, url: string): string[] {
    const { cause, sentence, next, link, article, pictures } = this.sentences.advice(problem, url, 'en')
    const choice = choiceOf(problem)
    const evidence = problem.evidence.map(item => plain(this.sentences.evidence(item, 'en')))
    return [
      `- ${this.#style('bold', plain(cause))} (${problem.checkId}): ${plain(sentence)}`,
      ...evidence.map(text => `  ${text}`),
      ...(choice ? [`  ${this.#style('bold', choice)}`] : []),
      `  ${this.#next(next)}`,
      `  Where: ${plain(link)}`,
      ...(article ? [`  Article: ${plain(article)}`] : []),
      ...pictures.map(picture => `  Picture: ${plain(picture)}`),
    ]
  }

  /** Whether the mail was handed over at all. */
  #gate(diagnosis: Diagnosis): string[] {
    const [first] = problemsOf(diagnosis)
    const gate = first && this.sentences.gate(first, diagnosis, 'en')
    return gate ? [plain(gate)] : []
  }

  #ruledOut(diagnosis: Diagnosis): string[] {
    const inOrder = diagnosis.findings.filter(({ outcome }) => outcome === 'ok')
    const names = inOrder.map(({ checkId }) => this.#say(`checks.${checkId}.name`))
    const what = isHeldWithoutCause(diagnosis) ? 'the mail can be sent again' : 'mail is waiting, and we do not see why'
    const others = this.sentences.others(diagnosis, 'en')
    return [`- ${what}; in order: ${names.join(', ')}`, ...(others === null ? [] : [`- ${plain(others)}`])]
  }

  /** How the organization sends, who sends in the sender's name, what waits, what is held, and what left. */
  #mail(diagnosis: Diagnosis): string[] {
    const { channel, acting, departures } = diagnosis
    const held = this.sentences.held(diagnosis, 'en')
    const newest = departures.ok ? departures.value?.newest : null
    return [
      ...(channel ? [`Channel: ${CHANNELS[channel]}`] : []),
      ...acting.map(account => `Sends for this sender: ${plain(this.sentences.acting(account, 'en'))}`),
      plain(backlogLine(diagnosis)),
      ...(held === '' ? [] : [plain(held)]),
      ...(newest ? [`last left ${plain(newest.sentAt)}`] : []),
    ]
  }

  #missing(diagnosis: Diagnosis): string[] {
    return reasonsOf(diagnosis).map(reason => {
      const { facts, why, detail, privilege, depth } = reason
      const lacks = privilege ? ` (${privilege}${depth ? ` at ${depth} only` : ''})` : ''
      const what = isAll(reason) ? 'anything' : facts.map(fact => this.sentences.factName(fact, 'en')).join('; ')
      const whyText = isSignIn(reason) ? '' : `${this.#say(`why.${why}`)}${lacks}: `
      return `- not seen: ${what} – ${whyText}${plain(detail)}`
    })
  }

  #next(step: string): string {
    return `${this.#style('bold', 'Next:')} ${plain(step)}`
  }

  #say(key: MessageKey, args: Record<string, string> = {}): string {
    return plain(this.sentences.text({ key, args }, 'en'))
  }

  #style(style: Style, text: string): string {
    return styled(text, this.colour ? style : null)
  }
}

const CHANNELS = { router: 'Email Router', synchronization: 'server-side synchronization' } as const

function backlogLine({ backlog }: Diagnosis): string {
  if (!backlog.ok || !backlog.value) return 'the e-mails in Pending Send could not be counted'
  const { count, atLeast, olderThanADay, oldest, newest } = backlog.value
  const many = `${atLeast ? 'at least ' : ''}${count}`
  return `${many} in Pending Send, ${olderThanADay} older than a day, oldest ${oldest ?? '-'}, newest ${newest ?? '-'}`
}
