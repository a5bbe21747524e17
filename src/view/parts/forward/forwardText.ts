import type { Case } from '../../../domain/case/case.js'
import type { Watching } from '../../../domain/case/phase.js'
import { type Diagnosis, isHeldWithoutCause, type Problem, problemsOf } from '../../../domain/diagnosis/diagnosis.js'
import type { KeyBelow } from '../../../domain/messageKey.js'
import { actsOn } from '../../actingParty.js'
import { Markup, type Wording } from '../../wordings.js'
import { evidenceLine } from '../details.js'
import { explain, type Guiding, linkOf, readerOf } from '../guide.js'
import { channelOf, holdingWaiting, leavesByItself, waits } from '../mail/backlogLine.js'
import { furtherPlaces, othersLine } from '../mail/furtherPlaces.js'
import { ruledOut } from '../mail/ruledOut.js'
import { type Forwarding, frameOf, nameOf, type Reader, say } from './forwardFrame.js'
import { unseenText } from './unseenText.js'

/** A text ready to be copied. */
export interface Forward {
  readonly hint: string
  readonly label: string
  readonly text: string
}

/**
 * A text for the person who has to act on the problem or, if there is none, to let the bot see more; null: there is nobody
 * to send it to. It addresses its reader, its links work, and it contains no subject or recipient of an e-mail.
 */
export function forwardData(thisCase: Case, problem: Problem | undefined, forwarding: Forwarding): Forward | null {
  const { diagnosis, guiding } = forwarding
  const { wording } = guiding
  if (diagnosis.unexplained)
    return { ...labels('administrator', wording), text: unexplainedText(thisCase, diagnosis, wording) }
  if (!problem) {
    const text = diagnosis.verdict === 'undetermined' ? unseenText(thisCase, forwarding) : null
    return text === null ? null : { ...labels('administrator', wording), text }
  }
  const acts = actsOn(problem, wording)
  const reader = acts === 'sender' ? 'sender' : 'administrator'
  if ((reader === 'sender' && guiding.self) || !wording.has(`guides.${problem.guide}.ask`)) return null
  const who = acts === 'nobody' || acts === 'sender' ? 'dynamicsAdministrator' : acts
  return {
    ...labels(reader, wording, { who, sender: nameOf(thisCase) }),
    text: forwardText(thisCase, problem, forwarding),
  }
}

interface Addressee {
  readonly who: KeyBelow<'acts'>
  readonly sender: string
}

function labels(
  reader: Reader,
  wording: Wording,
  { who, sender }: Addressee = { who: 'dynamicsAdministrator', sender: '' },
) {
  return {
    hint: wording.say('forward.hint', { reader, sender, who: wording.say(`acts.${who}`) }),
    label: wording.say('forward.label', {}, 'plain'),
  }
}

/** What is wrong, what was seen, what to do and where. */
export function forwardText(thisCase: Case, problem: Problem, { diagnosis, guiding }: Forwarding): string {
  const { wording } = guiding
  const reader = actsOn(problem, wording) === 'sender' ? 'sender' : 'administrator'
  const others: Guiding = { ...guiding, self: reader === 'sender', administers: reader !== 'sender', place: 'plain' }
  const seen = reader === 'sender' ? [] : problem.evidence.filter(({ sensitive }) => !sensitive)
  const lines = seen.map(one => evidenceLine(one, wording, 'plain'))
  const { title, url } = linkOf(problem, others)
  return say(wording, reader, {
    ...frameOf(thisCase, diagnosis, { reader, wording }),
    problem: explain(problem, others),
    evidence: lines.length > 0 ? say(wording, 'evidence', { seen: lines.join('; ') }) : '',
    ask: askOf(thisCase, problem, others),
    link: say(wording, 'link', { title, url }),
    page: reader === 'sender' ? pageOf(thisCase, others) : '',
    leave:
      waits(diagnosis.backlog) &&
      holdingWaiting(diagnosis).length > 0 &&
      leavesByItself(diagnosis, wording) &&
      isOnly(problem, diagnosis)
        ? say(wording, 'leave')
        : '',
  })
}

/** Only the helpdesk and those whose check or mail it is see it there. */
function pageOf({ id, parties }: Case, { wording, checkUrl }: Guiding): string {
  return checkUrl && parties?.senderObjectId ? say(wording, 'page', { url: checkUrl(id) }) : ''
}

function askOf(thisCase: Case, { guide, message, next }: Problem, guiding: Guiding): string {
  const { wording } = guiding
  const reader = readerOf(guiding)
  const args = { sender: nameOf(thisCase), address: thisCase.target.sender ?? '', ...message.args, ...reader }
  const todo = next ? wording.say(next.key, { ...next.args, ...reader }, 'plain') : ''
  const key = `guides.${guide}.ask`
  return wording.has(key) ? wording.say(key, { ...args, next: new Markup(todo) }, 'plain') : ''
}

/** What to look at if nothing is in the way but mail waits. */
function unexplainedText(thisCase: Case, diagnosis: Diagnosis, wording: Wording): string {
  const frame = frameOf(thisCase, diagnosis, { reader: 'administrator', wording })
  const held = isHeldWithoutCause(diagnosis)
  const places = furtherPlaces(diagnosis, thisCase.target.organization?.url ?? '', wording)
  return say(wording, held ? 'sendAgain' : 'unexplained', {
    ...frame,
    checks: ruledOut(diagnosis, wording, 'plain'),
    others: othersLine(diagnosis, wording, 'plain') ?? '',
    channel: channelOf(diagnosis),
    places: places.map(({ title, url }) => `${title}: ${url}`).join('\n'),
  })
}

/** What to look at if everything was fixed but nothing leaves. */
export function stalledText(thisCase: Case, { diagnosis, watch }: Watching, wording: Wording): string {
  return say(wording, 'stalled', {
    ...frameOf(thisCase, diagnosis, { reader: 'administrator', wording }),
    since: watch.since.slice(0, 16).replace('T', ' '),
    channel: channelOf(diagnosis),
  })
}

/** Nothing else holds the mail. */
function isOnly({ checkId }: Problem, diagnosis: Diagnosis): boolean {
  return problemsOf(diagnosis).every(other => other.checkId === checkId || other.severity !== 'blocking')
}
