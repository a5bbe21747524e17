import { accountsToChoose } from '../../domain/diagnosis/accountChoice.js'
import {
  type ActingSummary,
  causesIn,
  type Diagnosis,
  type Evidence,
  isHeldWithoutCause,
  type Problem,
  problemsOf,
} from '../../domain/diagnosis/diagnosis.js'
import type { MessageKey } from '../../domain/messageKey.js'
import { plain } from '../../domain/parsedMessage.js'
import type { Sentences } from '../../view/sentences.js'
import { plural } from '../plural.js'
import { type Style, styled } from '../terminal.js'
import { adviceStep, choiceOf } from './advice.js'
import { mailCounts } from './mailCounts.js'
import { isAll, isRefused, isSignIn, nothingSeen, reasonsOf } from './missingFacts.js'
import { VERDICTS } from './runBatch.js'
import { type DiagnoseRequest, isUnreachable, type Result } from './runOne.js'

/** A report for people. Names come from Dataverse, so every line is cleaned of what could move a terminal's cursor. */
export class TextReport {
  constructor(
    private readonly sentences: Sentences,
    private readonly colour: boolean,
  ) {}

  /** The verdict and the reasons for it, what to do and where, and what the diagnosis cost. */
  whole(request: DiagnoseRequest, result: Result): string {
    const { organization, sender } = request
    const { diagnosis, gathered, elapsedMs } = result
    const problems = problemsOf(diagnosis)
    const beside = problems.filter(problem => this.sentences.mayConcernOthers(problem))
    const toExplain = problems.filter(problem => !beside.includes(problem))
    const next = adviceStep(result, { problems: toExplain, organizationUrl: organization.url })
    const { roundTrips, operations } = gathered.requests
    return [
      `${plain(`${organization.name}, ${sender}`)}: ${this.#verdict(diagnosis)}`,
      ...this.#gate(diagnosis),
      ...toExplain.flatMap(problem => this.#problem(problem, organization.url)),
      ...this.#missing(diagnosis),
      ...(diagnosis.unexplained ? this.#ruledOut(diagnosis) : []),
      ...(next ? [this.#next(next)] : []),
      ...(nothingSeen(diagnosis) ? [] : this.#mail(diagnosis)),
      ...beside.map(problem => this.#beside(problem, organization.url)),
      ...this.#toName(request, diagnosis),
      this.#style('dim', `${plural(roundTrips, 'round trip')}, ${plural(operations, 'operation')}, ${elapsedMs} ms`),
    ].join('\n')
  }

  /** One sender of many. */
  line(sender: string, result: Result): string {
    const { diagnosis, gathered } = result
    const causes = causesIn(diagnosis, gathered.facts).map(problem => this.#cause(problem))
    const missing = reasonsOf(diagnosis).flatMap(({ facts, privilege }) => privilege ?? facts)
    const unseen = diagnosis.unexplained ? 'unexplained' : `not seen: ${missing.join(' ')}`
    const why = diagnosis.verdict === 'undetermined' ? unseen : causes.join('; ')
    const refused = isRefused(result) ? reasonsOf(diagnosis).find(isAll) : undefined
    const shown = isUnreachable(result) ? ['not reached'] : [refused?.detail ?? why, ...mailCounts(diagnosis)]
    return [plain(sender), this.#verdict(diagnosis), ...shown.filter(text => text !== '').map(plain)].join('  ')
  }

  #verdict({ verdict }: Diagnosis): string {
    const styles = { causeFound: 'red', healthy: 'green', undetermined: 'yellow' } as const
    return this.#style(styles[verdict], VERDICTS[verdict])
  }

  /** The cause in a few words, and its id, for one of many senders. */
  #cause(problem: Problem): string {
    return `${this.sentences.advice(problem, '', 'en').cause} (${problem.checkId})`
  }

  /** What may be about others' mail is told last, in one line. */
  #beside(problem: Problem, url: string): string {
    const { cause, sentence } = this.sentences.advice(problem, url, 'en')
    return `Also seen: ${plain(cause)} (${problem.checkId}): ${plain(sentence)}`
  }

  #problem(problem: Problem, url: string): string[] {
    const { cause, sentence, next, link, article, pictures } = this.sentences.advice(problem, url, 'en')
    const choice = choiceOf(problem)
    const evidence = this.#evidence(problem)
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

  /** What belongs to one job is in one line, and nothing is said twice. */
  #evidence({ evidence }: Problem): readonly string[] {
    const lines: string[] = []
    for (const item of evidence) {
      const text = plain(this.sentences.evidence(item, 'en'))
      const last = OF_A_JOB.includes(item.label) ? lines.pop() : undefined
      lines.push(last === undefined ? text : `${last}. ${text}`)
    }
    return [...new Set(lines)]
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
    const { channel, acting } = diagnosis
    const lines = [this.sentences.backlog(diagnosis, 'en'), this.sentences.held(diagnosis, 'en')]
    const departed = this.sentences.departed(diagnosis, 'en')
    return [
      ...(channel ? [`Channel: ${CHANNELS[channel]}`] : []),
      ...acting.map(account => `${sends(account)}: ${plain(this.sentences.acting(account, 'en'))}`),
      ...[...lines, departed].filter(text => text !== '').map(plain),
    ]
  }

  /** Where a card asks which account was refused. */
  #toName({ acting, symptom }: DiagnoseRequest, diagnosis: Diagnosis): string[] {
    const found = acting === undefined ? accountsToChoose(diagnosis, { symptom, all: true }) : []
    const names = found.map(({ account }) => account.address ?? account.name)
    return found.length > 0
      ? [`If you know which of them was refused, name one with --as: ${plain(names.join(', '))}`]
      : []
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

/** What says more about the job in the line before. */
const OF_A_JOB: readonly Evidence['label'][] = ['jobSince', 'workflow', 'workflowOwnedBy']

function sends({ certain }: ActingSummary): string {
  return certain ? 'Sends for this sender' : 'May send for this sender'
}
