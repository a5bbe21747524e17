import type { Case } from '../../domain/case/case.js'
import type { Diagnosed } from '../../domain/case/phase.js'
import {
  type Diagnosis,
  isHeldWithoutCause,
  missingFacts,
  type Problem,
  problemsOf,
} from '../../domain/diagnosis/diagnosis.js'
import { type DrawingContext, guidingOf } from '../drawingContext.js'
import { causeOf } from '../parts/guide.js'
import { waits } from '../parts/mail/backlogLine.js'
import { Markup, type TextPlace, type Wording } from '../wordings.js'

/** Something unseen may matter more than a contributing problem, so a diagnosis that did not see everything names no cause. What accounts for mail comes first. */
export function problemsToExplain(diagnosis: Diagnosis): Problem[] {
  if (diagnosis.verdict === 'undetermined' && !diagnosis.unexplained) return []
  const problems = problemsOf(diagnosis)
  const accounts = ({ severity, explains = [] }: Problem) => severity === 'blocking' || explains.length > 0
  return [...problems.filter(accounts), ...problems.filter(problem => !accounts(problem))]
}

/**
 * The problem that the card is about. If mail waits unexplained, none is why. Nor is a permission that an account lacks
 * without having acted for this sender: it may concern others.
 */
export function leadOf(
  diagnosis: Diagnosis,
  { checks, wording }: Pick<DrawingContext, 'checks' | 'wording'>,
): Problem | undefined {
  if (diagnosis.unexplained) return undefined
  const problems = problemsToExplain(diagnosis)
  // Whatever else is repaired, mail does not leave.
  const hopeless = problems.find(({ guide }) => wording.at(`guides.${guide}.told`) === 'first')
  if (hopeless) return hopeless
  return problems.find(problem => !mayConcernOthers(problem, checks))
}

/** A permission that an account lacks without having acted for this sender, or its jobs. */
export function mayConcernOthers({ checkId, severity, explains }: Problem, checks: DrawingContext['checks']): boolean {
  const gate = checks.find(({ id }) => id === checkId)?.gate
  return severity !== 'blocking' && explains === undefined && gate === 1
}

type Heading = Pick<DrawingContext, 'checks' | 'wording'> & { readonly place?: TextPlace }

export function diagnosisHeadline(diagnosis: Diagnosis, { checks, wording, place }: Heading): string {
  const { verdict, unexplained, backlog } = diagnosis
  const problems = problemsToExplain(diagnosis)
  const first = leadOf(diagnosis, { checks, wording })
  if (unexplained)
    return wording.say(`diagnosis.headline.${isHeldWithoutCause(diagnosis) ? 'sendAgain' : 'unexplained'}`)
  if (verdict === 'undetermined') {
    const seen = missingFacts(diagnosis).every(({ why }) => why === 'notUnderstood')
    return wording.say(`diagnosis.headline.${seen ? 'notUnderstood' : 'undetermined'}`)
  }
  if (verdict === 'causeFound') {
    if (first && first.severity !== 'blocking') return headlineOf(first, wording, place)
    const count = problems.filter(({ severity }) => severity === 'blocking').length
    return wording.say('diagnosis.headline.causeFound', { count })
  }
  if (first) return headlineOf(first, wording, place)
  if (waits(backlog)) return wording.say('diagnosis.headline.waiting')
  // Without the mail, everything else is known only if the question was about the right to send.
  return wording.say(`diagnosis.headline.${backlog.ok ? 'nothing' : 'maySend'}`)
}

/** Nothing is in the way, but there is something to say. */
function headlineOf({ checkId, message }: Problem, wording: Wording, place?: TextPlace): string {
  const own = `checks.${checkId}.headline`
  return wording.say(wording.has(own) ? own : `checks.${checkId}.cause`, message.args, place)
}

/** For a notification: the headline and its cause. */
export function diagnosisSummary(thisCase: Case, { diagnosis }: Diagnosed, drawing: DrawingContext): string {
  const { wording } = drawing
  const headline = diagnosisHeadline(diagnosis, { ...drawing, place: 'plain' })
  const first = leadOf(diagnosis, drawing)
  // A headline of its own names it already.
  if (first?.severity !== 'blocking') return headline
  const cause = causeOf(first, { ...guidingOf(thisCase, drawing), place: 'plain' })
  return wording.say('diagnosis.summary', { headline, cause: new Markup(cause) }, 'plain')
}
