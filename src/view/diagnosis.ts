import type { Case } from '../domain/case.js'
import { type Diagnosis, missingFacts, type Problem, problemsOf } from '../domain/diagnosis.js'
import type { Diagnosed } from '../domain/phase.js'
import { backlogLine, mailsLink, waits } from './backlog.js'
import { caseButton } from './buttons.js'
import { clueShown } from './clue.js'
import { detailOf, missingLine } from './details.js'
import { forwardData } from './forward.js'
import { causeOf, explain, type Guide, type Guiding, guideOf } from './guide.js'
import { knownLine } from './known.js'
import { nextStep } from './nextStep.js'
import { repairOffer, undoButton } from './repairButtons.js'
import { ruledOutLine, unexplainedForward } from './unexplained.js'
import type { Viewer } from './viewer.js'
import { dateOf, Markup, type Place, timeOf, type Wording } from './wording.js'

/** What cards are drawn with, whatever is on them. */
export interface Drawing extends Pick<Guiding, 'wording' | 'pictureUrl'> {
  readonly viewer: Viewer
  /** People can sign in, so that the bot may write for them. */
  readonly repairs: boolean
}

/** One headline, one cause, one next step; everything else is one tap away. */
export function diagnosisData(c: Case, phase: Diagnosed, drawing: Drawing): object {
  const { wording } = drawing
  const guiding = guidingOf(c, drawing)
  const { diagnosis } = phase
  const problems = explained(diagnosis)
  const guides = problems.map(problem => guideOf(problem, guiding))
  return {
    verdict: diagnosis.verdict,
    labels: labelsOf(diagnosis, wording),
    headline: diagnosisHeadline(diagnosis, wording),
    known: knownLine(c, wording),
    ...(diagnosis.unexplained ? besides(problems, guiding) : causeData(problems, guiding)),
    notSeen: notSeenLines(diagnosis, wording).map(text => ({ text })),
    ...notSeenLine(diagnosis, wording),
    next: nextStep(diagnosis, { guide: guides[0], wording }),
    face: faceOf(diagnosis.unexplained ? undefined : guides[0]),
    backlog: backlogLine(diagnosis, wording),
    ...sentLine(diagnosis, wording),
    ...(phase.slowed && { slowed: wording.say('diagnosis.slowed') }),
    guides,
    mails: mailsLink(diagnosis.backlog, guiding.organizationUrl, wording),
    details: diagnosis.findings.map(finding => detailOf(finding, wording)),
    proof: c.target.clue ? clueShown(c.target.clue, wording).proof : [],
    checkedAt: wording.say('details.checkedAt', { date: dateOf(phase.at), time: timeOf(phase.at) }),
    repair: drawing.repairs ? repairOffer(c, phase, drawing) : [],
    forward: forwards(c, { diagnosis, guide: guides[0], guiding }),
    checkAgain: [caseButton(wording, c, 'checkAgain')],
    quiet: [...(drawing.repairs ? undoButton(c, drawing) : []), caseButton(wording, c, 'startOver')],
  }
}

function labelsOf({ unexplained }: Diagnosis, wording: Wording): object {
  return {
    notSeen: wording.say(`diagnosis.${unexplained ? 'ruledOut' : 'notSeen'}`),
    next: wording.say('diagnosis.next'),
    howToFix: wording.say('buttons.howToFix', {}, 'plain'),
    details: wording.say('buttons.details', {}, 'plain'),
    heading: wording.say('details.heading'),
    proof: wording.say('details.proof'),
  }
}

/** Why there is no verdict: what could not be seen, or that everything was. */
function notSeenLines(diagnosis: Diagnosis, wording: Wording): string[] {
  if (diagnosis.unexplained) return [ruledOutLine(diagnosis, wording)]
  return missingFacts(diagnosis).map(missing => missingLine(missing, wording))
}

function forwards(
  c: Case,
  {
    diagnosis,
    guide,
    guiding,
  }: { readonly diagnosis: Diagnosis; readonly guide: Guide | undefined; readonly guiding: Guiding },
): readonly object[] {
  if (diagnosis.unexplained) return [unexplainedForward(c, diagnosis, guiding.wording)]
  return guide ? [forwardData(c, guide, guiding)] : []
}

/** What is not seen may outweigh a mere contribution: a diagnosis that did not see everything names no cause. */
function explained(diagnosis: Diagnosis): Problem[] {
  return diagnosis.verdict === 'undetermined' && !diagnosis.unexplained ? [] : problemsOf(diagnosis)
}

export function diagnosisHeadline(diagnosis: Diagnosis, wording: Wording, place?: Place): string {
  const { verdict, unexplained, backlog } = diagnosis
  const problems = explained(diagnosis)
  const [first] = problems
  if (unexplained) return wording.say('diagnosis.headline.unexplained')
  if (verdict === 'undetermined') return wording.say('diagnosis.headline.undetermined')
  if (verdict === 'causeFound') {
    const count = problems.filter(({ severity }) => severity === 'blocking').length
    return wording.say('diagnosis.headline.causeFound', { count })
  }
  if (first) return wording.say(`checks.${first.checkId}.headline`, first.message.args, place)
  return wording.say(`diagnosis.headline.${waits(backlog) ? 'waiting' : 'nothing'}`)
}

/** For a notification: the headline, and what it is about. */
export function diagnosisSummary(c: Case, { diagnosis }: Diagnosed, drawing: Drawing): string {
  const { wording } = drawing
  const headline = diagnosisHeadline(diagnosis, wording, 'plain')
  const [first] = explained(diagnosis)
  if (diagnosis.verdict !== 'causeFound' || !first) return headline
  const cause = causeOf(first, { ...guidingOf(c, drawing), place: 'plain' })
  return wording.say('diagnosis.summary', { headline, cause: new Markup(cause) }, 'plain')
}

function guidingOf(c: Case, drawing: Drawing): Guiding {
  return { ...drawing, self: drawing.viewer.isSender, organizationUrl: c.target.organization?.url ?? '' }
}

/** The first cause in full, the others by name. */
function causeData([first, ...others]: readonly Problem[], guiding: Guiding): object {
  if (!first) return { causes: [], others: [] }
  return { ...besides(others, guiding), causes: [{ name: causeOf(first, guiding), text: explain(first, guiding) }] }
}

/** None of these is why e-mail waits. */
function besides(problems: readonly Problem[], guiding: Guiding): object {
  const { wording } = guiding
  return {
    causes: [],
    others: problems.map(problem => ({
      text: wording.say(`diagnosis.${problem.severity === 'blocking' ? 'other' : 'besides'}`, {
        cause: new Markup(causeOf(problem, guiding)),
      }),
      sentence: explain(problem, guiding),
    })),
  }
}

/** Beside a cause that was found: that there is more that nobody could look at. */
function notSeenLine(diagnosis: Diagnosis, wording: Wording): object {
  const count = missingFacts(diagnosis).length
  if (diagnosis.verdict !== 'causeFound' || count === 0) return {}
  return { alsoNotSeen: wording.say('diagnosis.alsoNotSeen', { count }) }
}

/** The picture that shows what to click, with the link to that place beside it. */
function faceOf(guide: Guide | undefined): readonly object[] {
  return guide ? [{ pictures: guide.face, link: [guide.link] }] : []
}

function sentLine({ sentSince }: Diagnosis, wording: Wording): object {
  const count = sentSince.ok && sentSince.value ? sentSince.value.count : 0
  return count > 0 ? { sent: wording.say('diagnosis.sent', { count }) } : {}
}
