import type { Case } from '../../domain/case/case.js'
import type { Diagnosed } from '../../domain/case/phase.js'
import { type Diagnosis, isHeldWithoutCause, type Problem } from '../../domain/diagnosis/diagnosis.js'
import { actsOn } from '../actingParty.js'
import { type DrawingContext, guidingOf } from '../drawingContext.js'
import { clueShown } from '../parts/clueLines.js'
import { detailsOf } from '../parts/details.js'
import { mainButtons, quietButtons } from '../parts/diagnosisButtons.js'
import { groupLine } from '../parts/groupLine.js'
import { causeOf, explain, type Guide, type Guiding, guideOf, type Link } from '../parts/guide.js'
import { helpdeskButton } from '../parts/helpdeskButton.js'
import { historyLines } from '../parts/historyLines.js'
import { actingLines } from '../parts/mail/actingLines.js'
import { backlogLine, mailsLink } from '../parts/mail/backlogLine.js'
import { departedLine } from '../parts/mail/departedLine.js'
import { furtherPlaces, othersLine, tracePlace } from '../parts/mail/furtherPlaces.js'
import { gateLine } from '../parts/mail/gateLine.js'
import { heldLine } from '../parts/mail/heldLine.js'
import { hasNothing, type NextStep, nextStep } from '../parts/nextStep.js'
import { type RepairOffer, wayOf } from '../parts/repairButtons.js'
import { knownLine } from '../parts/stepLines.js'
import { unseenData } from '../parts/unseenLines.js'
import { dateOf, Markup, timeOf, type Wording } from '../wordings.js'
import { diagnosisHeadline, leadOf, mayConcernOthers, problemsToExplain } from './diagnosisHeadline.js'

/** One headline, one cause, one next step; everything else is one tap away. */
export function diagnosisData(thisCase: Case, phase: Diagnosed, drawing: DrawingContext): object {
  const { wording, viewer, checks, repairs } = drawing
  const guiding = guidingOf(thisCase, drawing)
  const { diagnosis } = phase
  const problems = problemsToExplain(diagnosis)
  const first = leadOf(diagnosis, drawing)
  const guides = problems.map(problem => guideOf(problem, guiding))
  const lead = first && guides[problems.indexOf(first)]
  const way = repairs ? wayOf(thisCase, phase, drawing) : null
  const acts = first ? actsOn(first, wording) : 'dynamicsAdministrator'
  const sender = thisCase.parties?.sender.name ?? thisCase.target.sender ?? ''
  const leading = way && way.problem?.checkId === first?.checkId ? way : null
  const { symptom, scope } = thisCase.target
  const isAboutRight = scope === 'right'
  const stepping = { guide: lead, acts, way: leading, viewer, sender, wording, ...(symptom && { symptom }) }
  const step = nextStep(diagnosis, stepping)
  // What may concern others is one tap away, unless it is all there is to say.
  const isOnFace = (problem: Problem) => first === undefined || !mayConcernOthers(problem, checks)
  const helpdesk = helpdeskButton(thisCase, drawing)
  const buttons = mainButtons(thisCase, { step, way, stepping, guiding, diagnosis, problem: first, helpdesk })
  return {
    verdict: diagnosis.verdict,
    labels: labelsOf(diagnosis, wording),
    headline: diagnosisHeadline(diagnosis, drawing),
    ...gateData(first, diagnosis, { checks, wording, self: viewer.isSender }),
    known: knownLine(thisCase, wording),
    ...causeData(first, problems.filter(isOnFace), guiding),
    ...unseenData(diagnosis, drawing),
    around: diagnosis.unexplained && !isHeldWithoutCause(diagnosis) ? linesOf(othersLine(diagnosis, wording)) : [],
    next: step.text,
    places: placesOf(diagnosis, guiding),
    face: faceOf(lead, step, leading, drawing),
    // Nobody looked for the mail of somebody else.
    backlog: isAboutRight ? [] : linesOf(backlogLine(diagnosis, { wording, whole: viewer.administers })),
    held: linesOf(heldLine(diagnosis, wording)),
    shared: viewer.administers ? linesOf(groupLine(thisCase, wording)) : [],
    left: linesOf(leftLine(diagnosis, wording)),
    ...sentLine(diagnosis, wording),
    ...(phase.slowed && { slowed: wording.say('diagnosis.slowed') }),
    guides,
    mails: mailsLink(diagnosis.backlog, guiding.organizationUrl, wording),
    acting: actingLines(diagnosis, wording),
    details: detailsOf(diagnosis.findings, wording),
    proof: thisCase.target.clue ? clueShown(thisCase.target.clue, wording).proof : [],
    ...lackedLine(phase, wording),
    history: historyLines(thisCase, viewer, wording),
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
    acting: wording.say('acting.heading'),
    history: wording.say('history.heading'),
  }
}

/** Whether the mail was handed over at all. */
function gateData(problem: Problem | undefined, diagnosis: Diagnosis, reading: Parameters<typeof gateLine>[2]): object {
  const gate = problem && gateLine(problem, diagnosis, reading)
  return gate ? { gate } : {}
}

function linesOf(text: string | null): { text: string }[] {
  return text ? [{ text }] : []
}

/** Pages outside the organization, or without a guide. Only administrators can trace what has left. */
function placesOf(diagnosis: Diagnosis, { organizationUrl, administers, wording }: Guiding): readonly Link[] {
  if (diagnosis.unexplained) return furtherPlaces(diagnosis, organizationUrl, wording)
  return administers && hasNothing(diagnosis) ? tracePlace(diagnosis, organizationUrl, wording) : []
}

/** When the last e-mail left, for somebody who misses one. */
function leftLine(diagnosis: Diagnosis, wording: Wording): string {
  return hasNothing(diagnosis) ? departedLine(diagnosis, wording) : ''
}

/** The cause that the card is about, and the others below it. */
function causeData(first: Problem | undefined, problems: readonly Problem[], guiding: Guiding): object {
  const { wording } = guiding
  const others = problems.filter(problem => problem !== first)
  return {
    causes: first ? [{ name: causeOf(first, guiding), text: explain(first, guiding) }] : [],
    others: others.map(problem => ({
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
