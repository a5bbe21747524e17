import type { Case } from '../domain/case.js'
import { type Diagnosis, missingFacts, type Problem, problemsOf } from '../domain/diagnosis.js'
import type { Diagnosed } from '../domain/phase.js'
import { backlogLine, mailsLink, waits } from './backlog.js'
import { backButton, caseButton } from './buttons.js'
import { clueShown } from './clue.js'
import { detailOf, missingLine } from './details.js'
import { forwardData } from './forward.js'
import { causeOf, explain, type Guide, type Guiding, guideOf } from './guide.js'
import { knownLine } from './known.js'
import { nextStep } from './nextStep.js'
import { repairOffer, undoButton } from './repairButtons.js'
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
    labels: labelsOf(wording),
    headline: diagnosisHeadline(diagnosis, wording),
    known: knownLine(c, wording),
    ...causeData(problems, guiding),
    notSeen: missingFacts(diagnosis).map(missing => ({ text: missingLine(missing, wording) })),
    ...notSeenLine(diagnosis, wording),
    next: nextStep(diagnosis, { guide: guides[0], wording }),
    face: faceOf(guides[0]),
    backlog: backlogLine(diagnosis, wording),
    ...sentLine(diagnosis, wording),
    ...(phase.slowed && { slowed: wording.say('diagnosis.slowed') }),
    guides,
    mails: mailsLink(diagnosis.backlog, guiding.organizationUrl, wording),
    details: diagnosis.findings.map(finding => detailOf(finding, wording)),
    proof: c.target.clue ? clueShown(c.target.clue, wording).proof : [],
    checkedAt: wording.say('details.checkedAt', { date: dateOf(phase.at), time: timeOf(phase.at) }),
    repair: drawing.repairs ? repairOffer(c, phase, drawing) : [],
    forward: guides[0] ? [forwardData(c, guides[0], guiding)] : [],
    checkAgain: [caseButton(wording, c, 'checkAgain')],
    quiet: [
      ...(drawing.repairs ? undoButton(c, drawing) : []),
      ...backButton(c, wording),
      caseButton(wording, c, 'startOver'),
    ],
  }
}

function labelsOf(wording: Wording): object {
  return {
    notSeen: wording.say('diagnosis.notSeen'),
    next: wording.say('diagnosis.next'),
    howToFix: wording.say('buttons.howToFix', {}, 'plain'),
    details: wording.say('buttons.details', {}, 'plain'),
    heading: wording.say('details.heading'),
    proof: wording.say('details.proof'),
  }
}

/** What is not seen may outweigh a mere contribution: an undetermined diagnosis names no cause. */
function explained(diagnosis: Diagnosis): Problem[] {
  return diagnosis.verdict === 'undetermined' ? [] : problemsOf(diagnosis)
}

export function diagnosisHeadline(diagnosis: Diagnosis, wording: Wording, place?: Place): string {
  const { verdict, backlog } = diagnosis
  const problems = explained(diagnosis)
  const [first] = problems
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
  const { wording } = guiding
  return {
    causes: [{ name: causeOf(first, guiding), text: explain(first, guiding) }],
    others: others.map(problem => ({
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
