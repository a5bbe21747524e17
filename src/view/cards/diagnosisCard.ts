import type { Case } from '../../domain/case/case.js'
import type { Diagnosed } from '../../domain/case/phase.js'
import { type Diagnosis, missingFacts, type Problem, problemsOf } from '../../domain/diagnosis/diagnosis.js'
import { actsOn } from '../actingParty.js'
import { type DrawingContext, guidingOf } from '../drawingContext.js'
import { backlogLine, mailsLink, waits } from '../parts/backlogLine.js'
import { clueShown } from '../parts/clueLines.js'
import { detailOf } from '../parts/details.js'
import { mainButtons, quietButtons } from '../parts/diagnosisButtons.js'
import { causeOf, explain, type Guide, type Guiding, guideOf } from '../parts/guide.js'
import { type NextStep, nextStep } from '../parts/nextStep.js'
import { type RepairOffer, wayOf } from '../parts/repairButtons.js'
import { knownLine } from '../parts/stepLines.js'
import { unseenData } from '../parts/unseenLines.js'
import { dateOf, Markup, type TextPlace, timeOf, type Wording } from '../wordings.js'

/** One headline, one cause, one next step; everything else is one tap away. */
export function diagnosisData(thisCase: Case, phase: Diagnosed, drawing: DrawingContext): object {
  const { wording, viewer, repairs } = drawing
  const guiding = guidingOf(thisCase, drawing)
  const { diagnosis } = phase
  const problems = problemsToExplain(diagnosis)
  // None of the other problems is why e-mail waits.
  const [first] = diagnosis.unexplained ? [] : problems
  const guides = problems.map(problem => guideOf(problem, guiding))
  const lead = first && guides[0]
  const way = repairs ? wayOf(thisCase, phase, drawing) : null
  const acts = first ? actsOn(first, wording) : 'dynamicsAdministrator'
  const sender = thisCase.parties?.sender.name ?? thisCase.target.sender ?? ''
  const leading = way && way.problem.checkId === first?.checkId ? way : null
  const stepping = { guide: lead, acts, way: leading, viewer, sender, wording }
  const step = nextStep(diagnosis, stepping)
  const buttons = mainButtons(thisCase, { step, way, stepping, guiding, diagnosis, problem: first })
  return {
    verdict: diagnosis.verdict,
    labels: labelsOf(diagnosis, wording),
    headline: diagnosisHeadline(diagnosis, wording),
    known: knownLine(thisCase, wording),
    ...(diagnosis.unexplained ? besides(problems, guiding) : causeData(problems, guiding)),
    ...unseenData(diagnosis, drawing),
    next: step.text,
    face: faceOf(lead, step, leading, drawing),
    backlog: backlogLine(diagnosis, { wording, whole: viewer.administers }),
    ...sentLine(diagnosis, wording),
    ...(phase.slowed && { slowed: wording.say('diagnosis.slowed') }),
    guides,
    mails: mailsLink(diagnosis.backlog, guiding.organizationUrl, wording),
    details: diagnosis.findings.map(finding => detailOf(finding, wording)),
    proof: thisCase.target.clue ? clueShown(thisCase.target.clue, wording).proof : [],
    ...lackedLine(phase, wording),
    checkedAt: wording.say('details.checkedAt', { date: dateOf(phase.at), time: timeOf(phase.at) }),
    ...buttons,
    quiet: quietButtons(thisCase, step, { ...drawing, beside: buttons }),
  }
}

function labelsOf({ unexplained }: Diagnosis, wording: Wording): object {
  return {
    notSeen: wording.say(`diagnosis.${unexplained ? 'ruledOut' : 'notSeen'}`),
    notUnderstood: wording.say('diagnosis.notUnderstood'),
    next: wording.say('diagnosis.next'),
    howToFix: wording.say('buttons.howToFix', {}, 'plain'),
    details: wording.say('buttons.details', {}, 'plain'),
    heading: wording.say('details.heading'),
    proof: wording.say('details.proof'),
  }
}

/** Something unseen may matter more than a contributing problem, so a diagnosis that did not see everything names no cause. */
function problemsToExplain(diagnosis: Diagnosis): Problem[] {
  return diagnosis.verdict === 'undetermined' && !diagnosis.unexplained ? [] : problemsOf(diagnosis)
}

function diagnosisHeadline(diagnosis: Diagnosis, wording: Wording, place?: TextPlace): string {
  const { verdict, unexplained, backlog } = diagnosis
  const problems = problemsToExplain(diagnosis)
  const [first] = problems
  if (unexplained) return wording.say('diagnosis.headline.unexplained')
  if (verdict === 'undetermined') {
    const seen = missingFacts(diagnosis).every(({ why }) => why === 'notUnderstood')
    return wording.say(`diagnosis.headline.${seen ? 'notUnderstood' : 'undetermined'}`)
  }
  if (verdict === 'causeFound') {
    const count = problems.filter(({ severity }) => severity === 'blocking').length
    return wording.say('diagnosis.headline.causeFound', { count })
  }
  if (first) return headlineOf(first, wording, place)
  return wording.say(`diagnosis.headline.${waits(backlog) ? 'waiting' : 'nothing'}`)
}

/** Nothing is in the way, but there is something to say. */
function headlineOf({ checkId, message }: Problem, wording: Wording, place?: TextPlace): string {
  const own = `checks.${checkId}.headline`
  return wording.say(wording.has(own) ? own : `checks.${checkId}.cause`, message.args, place)
}

/** For a notification: the headline and its cause. */
export function diagnosisSummary(thisCase: Case, { diagnosis }: Diagnosed, drawing: DrawingContext): string {
  const { wording } = drawing
  const headline = diagnosisHeadline(diagnosis, wording, 'plain')
  const [first] = problemsToExplain(diagnosis)
  if (diagnosis.verdict !== 'causeFound' || !first) return headline
  const cause = causeOf(first, { ...guidingOf(thisCase, drawing), place: 'plain' })
  return wording.say('diagnosis.summary', { headline, cause: new Markup(cause) }, 'plain')
}

/** The first cause in full, the others by name. */
function causeData([first, ...others]: readonly Problem[], guiding: Guiding): object {
  if (!first) return { causes: [], others: [] }
  return { ...besides(others, guiding), causes: [{ name: causeOf(first, guiding), text: explain(first, guiding) }] }
}

/** Contributing problems, none of which is why e-mail waits. */
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

/**
 * The picture of what to click, with a link to that place, for a reader who does it by hand. If the bot does it, the
 * picture shows what will change; if somebody else has to, there is no picture.
 */
function faceOf(
  guide: Guide | undefined,
  { main }: NextStep,
  way: RepairOffer | null,
  { wording, viewer }: DrawingContext,
): readonly object[] {
  if (!guide || main === 'forward' || (main === 'repair' && way?.kind !== 'allow')) return []
  if (main === 'startOver' && !viewer.administers) return []
  if (guide.face.length === 0 && guide.link.length === 0) return []
  const byBot = main === 'repair'
  return [
    {
      pictures: guide.face,
      link: byBot ? [] : guide.link,
      byHand: byBot ? [{ text: wording.say('diagnosis.byHand') }] : [],
    },
  ]
}

/** The privilege that the last step lacked, which an employee finds only here. */
function lackedLine({ note }: Diagnosed, wording: Wording): object {
  const privilege = note?.args?.privilege
  return privilege ? { lacked: wording.say('details.lacked', { privilege }) } : {}
}

function sentLine({ sentSince }: Diagnosis, wording: Wording): object {
  const count = sentSince.ok && sentSince.value ? sentSince.value.count : 0
  return count > 0 ? { sent: wording.say('diagnosis.sent', { count }) } : {}
}
