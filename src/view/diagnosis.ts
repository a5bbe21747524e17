import type { Case, Phase } from '../domain/case.js'
import { type Diagnosis, missingFacts, type Problem, problemsOf } from '../domain/diagnosis.js'
import type { Backlog, Fact } from '../domain/facts.js'
import { caseButton } from './buttons.js'
import { clueShown } from './clue.js'
import { detailOf, missingLine } from './details.js'
import { causeOf, explain, type Guide, type Guiding, guideOf, type Link } from './guide.js'
import { isAboutOwner, knownLine } from './known.js'
import { list } from './links.js'
import { nextStep } from './nextStep.js'
import { dateOf, Markup, type Place, timeOf, type Wording } from './wording.js'

/** What cards are drawn with, whatever is on them. */
export type Drawing = Pick<Guiding, 'wording' | 'pictureUrl'>
type Diagnosed = Extract<Phase, { name: 'diagnosed' }>

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
    mails: mailsLink(diagnosis, guiding),
    details: diagnosis.findings.map(finding => detailOf(finding, wording)),
    proof: c.target.clue ? clueShown(c.target.clue, wording).proof : [],
    checkedAt: wording.say('details.checkedAt', { date: dateOf(phase.at), time: timeOf(phase.at) }),
    checkAgain: [caseButton(wording, c, 'checkAgain')],
    quiet: [caseButton(wording, c, 'startOver')],
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
  const waits = backlog.ok && backlog.value !== null && backlog.value.count > 0
  return wording.say(`diagnosis.headline.${waits ? 'waiting' : 'nothing'}`)
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
  return { ...drawing, self: isAboutOwner(c), organizationUrl: c.target.organization?.url ?? '' }
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

function backlogLine({ backlog, verdict }: Diagnosis, wording: Wording): string {
  if (!backlog.ok) return backlogNotRead(backlog, wording)
  if (!backlog.value) return wording.say('backlog.unknown')
  const { count, olderThanADay: older, atLeast } = backlog.value
  if (count === 0) return wording.say('backlog.none')
  return [
    wording.say('backlog.count', { count, atLeast: atLeast ? 'yes' : 'no' }),
    ...datesOf(backlog.value, wording),
    ...(older > 0 ? [wording.say('backlog.older', { count, older })] : []),
    ...(verdict === 'undetermined' ? [] : [wording.say(`backlog.leave.${verdict}`, { count })]),
  ].join(' ')
}

const DAY_MS = 24 * 60 * 60 * 1000

/** Days tell e-mails of one day apart from no other: those get their time, too. */
function datesOf({ count, oldest, newest }: Backlog, wording: Wording): string[] {
  if (!oldest || !newest) return []
  const within = Date.parse(newest) - Date.parse(oldest) < DAY_MS
  const moment = (at: string) => new Markup(wording.say('backlog.moment', { date: dateOf(at), time: timeOf(at) }))
  const shown = within ? moment : dateOf
  if (oldest === newest) return [wording.say('backlog.single', { count, oldest: shown(oldest) })]
  return [wording.say('backlog.range', { oldest: shown(oldest), newest: shown(newest) })]
}

function backlogNotRead({ why, privilege }: Extract<Fact<Backlog | null>, { ok: false }>, wording: Wording): string {
  const line = wording.say('backlog.notRead', { why: wording.say(`why.${why}`) })
  return privilege ? `${line} ${wording.say('missing.lacks', { privilege })}` : line
}

/** The list that the waiting e-mails are in: whoever repairs may want to look at them first. */
function mailsLink({ backlog }: Diagnosis, { organizationUrl, wording }: Guiding): readonly Link[] {
  const waits = backlog.ok && backlog.value !== null && backlog.value.count > 0
  if (!waits || organizationUrl === '') return []
  return [{ title: wording.say('buttons.openMails', {}, 'plain'), url: list(organizationUrl, 'email') }]
}

function sentLine({ sentSince }: Diagnosis, wording: Wording): object {
  const count = sentSince.ok && sentSince.value ? sentSince.value.count : 0
  return count > 0 ? { sent: wording.say('diagnosis.sent', { count }) } : {}
}
