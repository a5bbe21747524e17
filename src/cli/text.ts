import { styleText } from 'node:util'
import type { Clue } from '../domain/clue.js'
import { type Diagnosis, type Evidence, missingFacts, type Problem, problemsOf } from '../domain/diagnosis.js'
import { mailboxFaults } from '../domain/mailboxFaults.js'
import { plain } from '../domain/said.js'
import type { FaultSeen, Reading } from '../symptoms/reading.js'
import type { View } from '../view/view.js'
import { choiceOf, nextStep, withoutButtons } from './advice.js'
import { isUnreachable, type Question, type Result } from './ask.js'

type Style = Parameters<typeof styleText>[0]

/** Writes for people. Names come from Dataverse, so no line can move a terminal's cursor. */
export class TextReport {
  constructor(
    private readonly view: View,
    private readonly colour: boolean,
  ) {}

  /** What was found, why, what to do and where; what it cost. */
  whole({ organization, sender }: Question, result: Result): string {
    const { diagnosis, gathered, elapsedMs } = result
    const next = nextStep(result)
    const { roundTrips, operations } = gathered.requests
    return [
      `${plain(`${organization.name}, ${sender}`)}: ${this.#verdict(diagnosis)}`,
      ...problemsOf(diagnosis).flatMap(problem => this.#problem(problem, organization.url)),
      ...this.#missing(diagnosis),
      ...(next ? [this.#next(next)] : []),
      plain(backlogLine(diagnosis)),
      this.#style(
        'dim',
        `${roundTrips} round trip${roundTrips === 1 ? '' : 's'}, ${operations} operations, ${elapsedMs} ms`,
      ),
    ].join('\n')
  }

  /** One sender of many. */
  line(sender: string, result: Result): string {
    const { diagnosis } = result
    const causes = problemsOf(diagnosis).map(({ checkId }) => checkId)
    const missing = missingFacts(diagnosis).map(({ fact, privilege }) => privilege ?? fact)
    const why = diagnosis.verdict === 'undetermined' ? `not seen: ${missing.join(' ')}` : causes.join(' ')
    const waits = diagnosis.backlog.ok && diagnosis.backlog.value ? `${diagnosis.backlog.value.count} waiting` : ''
    const shown = isUnreachable(result) ? ['not reached'] : [why, waits]
    return [plain(sender), this.#verdict(diagnosis), ...shown.filter(text => text !== '').map(plain)].join('  ')
  }

  /** What a log proves, the lines that do, and what to do next. */
  reading({ verdict, faults, organization, ask, masked, events }: Reading): string {
    const [first] = faults
    const shown = first ? this.view.clue(clueOf(first), 'en') : null
    const org = organization ? ` --org ${organization}` : ' --org URL|NAME'
    const next = verdict === 'sendAs' ? `pending-send diagnose${org} --sender ADDRESS` : null
    return [
      `${this.#reading(verdict)}${shown ? `: ${plain(shown.name)}` : ''}`,
      ...(shown ? [plain(shown.text), `${this.#style('bold', 'Next:')} ${plain(shown.next)}`] : []),
      ...(next ? [`Check: ${plain(next)}`] : []),
      ...(shown?.article ? [`Article: ${plain(shown.article)}`] : []),
      ...(ask && !first ? [this.#say(`notes.logUnknown.${ask}`)] : []),
      ...faults.map(seen => plain(seenLine(seen))),
      ...(first?.evidence ?? []).map(({ line, text }) => `  ${line}: ${plain(text)}`),
      ...(masked ? [this.#style('yellow', 'A password, token or key stood in it; it is masked here.')] : []),
      this.#style('dim', `${events} event${events === 1 ? '' : 's'} read`),
    ].join('\n')
  }

  readingLine(file: string, { verdict, faults, events }: Reading): string {
    const ids = [...new Set(faults.map(({ fault }) => fault))].join(' ')
    const shown = [ids, `${events} events`].filter(text => text !== '')
    return [plain(file), this.#reading(verdict), ...shown.map(plain)].join('  ')
  }

  #reading(verdict: Reading['verdict']): string {
    const words = { sendAs: 'send-as', lookAlike: 'something else', unknown: 'unknown' } as const
    const styles = { sendAs: 'red', lookAlike: 'yellow', unknown: 'dim' } as const
    return this.#style(styles[verdict], words[verdict])
  }

  #verdict({ verdict }: Diagnosis): string {
    const words = { causeFound: 'cause found', healthy: 'healthy', undetermined: 'undetermined' } as const
    const styles = { causeFound: 'red', healthy: 'green', undetermined: 'yellow' } as const
    return this.#style(styles[verdict], words[verdict])
  }

  #problem(problem: Problem, url: string): string[] {
    const { cause, sentence, next, link, article, pictures } = this.view.advice(problem, url, 'en')
    const choice = choiceOf(problem)
    const evidence = problem.evidence.map(({ label, value }: Evidence) => this.#say(`evidence.${label}`, { value }))
    return [
      `- ${this.#style('bold', plain(cause))} (${problem.checkId}): ${plain(sentence)}`,
      ...evidence.map(text => `  ${text}`),
      ...(choice ? [`  ${this.#style('bold', choice)}`] : []),
      `  ${this.#next(withoutButtons(next))}`,
      `  Where: ${plain(link)}`,
      ...(article ? [`  Article: ${plain(article)}`] : []),
      ...pictures.map(picture => `  Picture: ${plain(picture)}`),
    ]
  }

  #missing(diagnosis: Diagnosis): string[] {
    return missingFacts(diagnosis).map(({ fact, why, detail, privilege }) => {
      const lacks = privilege ? ` (${privilege})` : ''
      return `- not seen: ${this.#say(`facts.${fact}`)} – ${this.#say(`why.${why}`)}${lacks}: ${plain(detail)}`
    })
  }

  #next(step: string): string {
    return `${this.#style('bold', 'Next:')} ${plain(step)}`
  }

  #say(key: string, args: Record<string, string> = {}): string {
    return plain(this.view.text({ key, args }, 'en'))
  }

  #style(style: Style, text: string): string {
    // Whether there is colour is decided once: newer releases of Node look at the stream again.
    return this.colour ? styleText(style, text, { validateStream: false }) : text
  }
}

function clueOf({ fault, count, evidence }: FaultSeen): Clue {
  return {
    verdict: fault === 'sendAs' ? 'sendAs' : 'lookAlike',
    fault,
    count,
    proof: evidence,
    ...articleOf(fault),
  }
}

function articleOf(fault: string): { readonly article?: string } {
  const article = mailboxFaults.find(({ id }) => id === fault)?.article
  return article ? { article } : {}
}

function seenLine({ fault, organization, user, count, first, last }: FaultSeen): string {
  const where = [organization, user].filter(Boolean).join(', ')
  const when = first && last ? (first === last ? first : `${first} – ${last}`) : ''
  return [`${count} × ${fault}`, where, when].filter(text => text !== '').join(' · ')
}

function backlogLine({ backlog }: Diagnosis): string {
  if (!backlog.ok || !backlog.value) return 'the e-mails in Pending Send could not be counted'
  const { count, atLeast, olderThanADay, oldest, newest } = backlog.value
  const many = `${atLeast ? 'at least ' : ''}${count}`
  return `${many} in Pending Send, ${olderThanADay} older than a day, oldest ${oldest ?? '-'}, newest ${newest ?? '-'}`
}
