import { type Diagnosis, problemsOf } from '../../domain/diagnosis/diagnosis.js'
import type { Backlog, Fact, FactMissing } from '../../domain/diagnosis/facts.js'
import { list } from '../links.js'
import { dateOf, Markup, timeOf, type Wording } from '../wordings.js'
import { lackLine } from './details.js'
import type { Link } from './guide.js'

/** How many e-mails wait, how old they are, and when they leave. `whole`: with the privilege that the bot lacks. */
export function backlogLine(diagnosis: Diagnosis, { wording, whole }: { wording: Wording; whole: boolean }): string {
  const { backlog } = diagnosis
  const counted = countedLine(backlog, { wording, whole })
  return waits(backlog) ? [counted, ...leaveLine(diagnosis, wording)].join(' ') : counted
}

/** How many e-mails wait, and how old they are. */
export function countedLine(
  backlog: Fact<Backlog | null>,
  { wording, whole }: { wording: Wording; whole: boolean },
): string {
  if (!backlog.ok) return backlogNotRead(backlog, { wording, whole })
  if (!backlog.value) return wording.say('backlog.unknown')
  const { count, olderThanADay: older, atLeast } = backlog.value
  if (count === 0) return wording.say('backlog.none')
  return [
    wording.say('backlog.count', { count, atLeast: atLeast ? 'yes' : 'no' }),
    ...datesOf(backlog.value, wording),
    ...(older > 0 ? [wording.say('backlog.older', { count, older })] : []),
  ].join(' ')
}

/** Some repairs release no mail (a refused e-mail has to be written again, for example); then the guide's strings set `leaves` to no. */
export function leavesByItself(diagnosis: Diagnosis, wording: Wording): boolean {
  return !problemsOf(diagnosis).some(({ guide }) => wording.at(`guides.${guide}.leaves`) === 'no')
}

/** Promises only what follows from the findings. */
function leaveLine(diagnosis: Diagnosis, wording: Wording): string[] {
  const { verdict, backlog } = diagnosis
  if (verdict === 'undetermined' || !leavesByItself(diagnosis, wording)) return []
  const count = backlog.ok && backlog.value ? backlog.value.count : 0
  const causes = problemsOf(diagnosis).filter(({ severity }) => severity === 'blocking').length
  return [wording.say(`backlog.leave.${verdict}`, { count, causes })]
}

const DAY_MS = 24 * 60 * 60 * 1000

/** If the dates are less than a day apart, the times are shown as well. */
function datesOf({ count, oldest, newest }: Backlog, wording: Wording): string[] {
  if (!oldest || !newest) return []
  const within = Date.parse(newest) - Date.parse(oldest) < DAY_MS
  const moment = (at: string) => new Markup(wording.say('backlog.moment', { date: dateOf(at), time: timeOf(at) }))
  const shown = within ? moment : dateOf
  if (oldest === newest) return [wording.say('backlog.single', { count, oldest: shown(oldest) })]
  return [wording.say('backlog.range', { oldest: shown(oldest), newest: shown(newest) })]
}

function backlogNotRead(
  { why, privilege, depth }: FactMissing,
  { wording, whole }: { wording: Wording; whole: boolean },
): string {
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
