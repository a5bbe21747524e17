import { type Diagnosis, type Problem, problemsOf } from '../../../domain/diagnosis/diagnosis.js'
import type { Backlog, Channel, Fact, FactMissing } from '../../../domain/diagnosis/facts.js'
import { DAY_MS } from '../../../domain/durations.js'
import { list } from '../../links.js'
import { dateOf, momentOf, type TextPlace, type Wording } from '../../wordings.js'
import { lackLine } from '../details.js'
import type { Link } from '../guide.js'

interface Counting {
  readonly wording: Wording
  /** With the privilege that the bot lacks. */
  readonly whole: boolean
  readonly place?: TextPlace
}

/** How many e-mails wait, how old they are, and when they leave. */
export function backlogLine(diagnosis: Diagnosis, counting: Counting): string {
  const { backlog } = diagnosis
  const counted = countedLine(backlog, counting)
  return waits(backlog) ? [counted, ...leaveLine(diagnosis, counting.wording)].join(' ') : counted
}

/** How many e-mails wait, and how old they are. */
export function countedLine(backlog: Fact<Backlog | null>, { wording, whole, place }: Counting): string {
  if (!backlog.ok) return backlogNotRead(backlog, { wording, whole })
  if (!backlog.value) return wording.say('backlog.unknown')
  const { count, olderThanADay: older, atLeast } = backlog.value
  if (count === 0) return wording.say('backlog.none')
  return [
    wording.say('backlog.count', { count, atLeast: atLeast ? 'yes' : 'no' }),
    ...datesOf(backlog.value, wording, place),
    ...(older > 0 ? [wording.say('backlog.older', { count, older })] : []),
  ].join(' ')
}

/** Some repairs release no mail (a refused e-mail has to be written again, for example); then the guide's strings set `leaves` to no. */
export function leavesByItself(diagnosis: Diagnosis, wording: Wording): boolean {
  return !problemsOf(diagnosis).some(
    ({ guide, severity, explains }) =>
      (severity === 'blocking' || explains?.includes('waiting')) && wording.at(`guides.${guide}.leaves`) === 'no',
  )
}

/** Promises only what follows from the findings. */
function leaveLine(diagnosis: Diagnosis, wording: Wording): string[] {
  const { verdict, backlog } = diagnosis
  if (verdict === 'undetermined' || !leavesByItself(diagnosis, wording)) return []
  const { count = 0, overdue = 0 } = (backlog.ok && backlog.value) || {}
  const problems = problemsOf(diagnosis)
  const causes = holdingWaiting(diagnosis).length
  if (causes > 0) return [wording.say('backlog.leave.causeFound', { count, causes })]
  if (overdue > 0 || problems.some(({ explains }) => explains?.includes('waiting'))) return []
  return [wording.say('backlog.leave.soon', { count, channel: channelOf(diagnosis) })]
}

/**
 * The problems that hold waiting mail. Synchronization refuses an account that may not send before its mail waits; the
 * router's account is refused only then. A problem of an account says in what capacity it acts.
 */
export function holdingWaiting(diagnosis: Diagnosis): readonly Problem[] {
  const blocking = problemsOf(diagnosis).filter(({ severity }) => severity === 'blocking')
  return diagnosis.channel === 'synchronization' ? blocking.filter(problem => !isOfAccount(problem)) : blocking
}

/** It is about an account that sends for others, not about the mailbox. */
export function isOfAccount({ message }: Problem): boolean {
  return message.args?.as !== undefined
}

/** The `channel` of sentences that name what hands mail out. */
export function channelOf({ channel }: Pick<Diagnosis, 'channel'>): Channel | 'unknown' {
  return channel ?? 'unknown'
}

type Dated = Pick<Backlog, 'count' | 'oldest' | 'newest'>

/** If the dates are less than a day apart, the times are shown as well. */
export function datesOf({ count, oldest, newest }: Dated, wording: Wording, place?: TextPlace): string[] {
  if (!oldest || !newest) return []
  const within = Date.parse(newest) - Date.parse(oldest) < DAY_MS
  const shown = (at: string) => (within || place === 'plain' ? momentOf(at, wording, place) : dateOf(at))
  if (oldest === newest) return [wording.say('backlog.single', { count, oldest: shown(oldest) }, place)]
  return [wording.say('backlog.range', { oldest: shown(oldest), newest: shown(newest) }, place)]
}

function backlogNotRead({ why, privilege, depth }: FactMissing, { wording, whole }: Omit<Counting, 'place'>): string {
  const line = wording.say('backlog.notRead', { why: wording.say(`why.${why}`) })
  return privilege && whole ? `${line} ${lackLine(privilege, depth, wording)}` : line
}

/** Whether e-mails are known to wait. */
export function waits(backlog: Fact<Backlog | null>): boolean {
  return backlog.ok && backlog.value !== null && backlog.value.count > 0
}

/** The list of the waiting e-mails, which somebody may want to read before a repair. */
export function mailsLink(backlog: Fact<Backlog | null>, organizationUrl: string, wording: Wording): readonly Link[] {
  if (!waits(backlog) || organizationUrl === '') return []
  return [{ title: wording.say('buttons.openMails', {}, 'plain'), url: list(organizationUrl, 'email') }]
}
