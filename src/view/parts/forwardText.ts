import type { Case } from '../../domain/case/case.js'
import type { Watching } from '../../domain/case/phase.js'
import {
  type Diagnosis,
  type Missing,
  missingFacts,
  type Problem,
  problemsOf,
} from '../../domain/diagnosis/diagnosis.js'
import type { KeyBelow } from '../../domain/messageKey.js'
import { actsOn } from '../actingParty.js'
import { Markup, type Wording } from '../wordings.js'
import { leavesByItself, waits } from './backlogLine.js'
import { evidenceLine, factName } from './details.js'
import { explain, type Guiding, linkOf, readerOf } from './guide.js'
import { privilegesIn, toGrant } from './nextStep.js'
import { ruledOut } from './ruledOut.js'

/** The reader of a text. */
type Reader = 'administrator' | 'sender'

/** A text ready to be copied. */
export interface Forward {
  readonly hint: string
  readonly label: string
  readonly text: string
}

interface Forwarding {
  readonly diagnosis: Diagnosis
  readonly guiding: Guiding
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
    const text = diagnosis.verdict === 'undetermined' ? seeText(thisCase, forwarding) : null
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
    leave:
      waits(diagnosis.backlog) && leavesByItself(diagnosis, wording) && isOnly(problem, diagnosis)
        ? say(wording, 'leave')
        : '',
  })
}

function askOf(thisCase: Case, { guide, message, next }: Problem, guiding: Guiding): string {
  const { wording } = guiding
  const reader = readerOf(guiding)
  const args = { sender: nameOf(thisCase), address: thisCase.target.sender ?? '', ...message.args, ...reader }
  const todo = next ? wording.say(next.key, { ...next.args, ...reader }, 'plain') : ''
  const key = `guides.${guide}.ask`
  return wording.has(key) ? wording.say(key, { ...args, next: new Markup(todo) }, 'plain') : ''
}

/** What somebody has to grant, or look at, so that the bot sees enough; null: nobody can do anything. */
function seeText(thisCase: Case, { diagnosis, guiding: { wording } }: Forwarding): string | null {
  const missing = missingFacts(diagnosis)
  const unseen = toGrant(missing)
  const absent = !unseen && missing.some(({ why }) => why === 'absent')
  if (absent) return noMailboxText(thisCase, diagnosis, wording)
  const ask = unseen ? say(wording, `see.${unseen}`, privilegesIn(missing)) : alertText(thisCase, missing, wording)
  if (ask === null) return null
  const facts = missing.map(({ fact }) => factName(fact, wording)).join(', ')
  return say(wording, 'administrator', {
    ...frameOf(thisCase, diagnosis, { reader: 'administrator', wording }),
    problem: unseen ? say(wording, 'see.problem', { facts }) : say(wording, 'see.strange'),
    evidence: '',
    ask,
    link: '',
  })
}

/** Nothing that was seen is wrong, but something does not exist. */
function noMailboxText(thisCase: Case, diagnosis: Diagnosis, wording: Wording): string {
  const sender = quoted(nameOf(thisCase), wording)
  return say(wording, 'administrator', {
    ...frameOf(thisCase, diagnosis, { reader: 'administrator', wording }),
    problem: say(wording, 'see.noMailbox', { sender }),
    evidence: '',
    ask: say(wording, 'see.askMailbox', { sender }),
    link: '',
  })
}

function alertText(thisCase: Case, missing: readonly Missing[], wording: Wording): string | null {
  const alert = missing.find(({ why }) => why === 'notUnderstood')
  return alert
    ? say(wording, 'see.alert', { sender: quoted(nameOf(thisCase), wording), alert: quoted(alert.detail, wording) })
    : null
}

/** What to look at if nothing is in the way but mail waits. */
function unexplainedText(thisCase: Case, diagnosis: Diagnosis, wording: Wording): string {
  const frame = frameOf(thisCase, diagnosis, { reader: 'administrator', wording })
  return say(wording, 'unexplained', { ...frame, checks: ruledOut(diagnosis, wording, 'plain') })
}

/** What to look at if everything was fixed but nothing leaves. */
export function stalledText(thisCase: Case, { diagnosis, watch }: Watching, wording: Wording): string {
  return say(wording, 'stalled', {
    ...frameOf(thisCase, diagnosis, { reader: 'administrator', wording }),
    since: watch.since.slice(0, 16).replace('T', ' '),
  })
}

/** Whose mail, of which organization, how many wait and since when. */
function frameOf(thisCase: Case, diagnosis: Diagnosis, { reader, wording }: { reader: Reader; wording: Wording }) {
  const { backlog } = diagnosis
  const name = nameOf(thisCase)
  const address = thisCase.target.sender
  const sender = quoted(name, wording)
  const both =
    address && address !== name ? say(wording, 'name', { name: sender, address: quoted(address, wording) }) : sender
  const { name: organization = '', url = '' } = thisCase.target.organization ?? {}
  const counted = backlog.ok && backlog.value ? backlog.value : null
  const { count = 0, atLeast = false, oldest = null } = counted ?? {}
  const idle = counted && diagnosis.verdict === 'causeFound' ? 'none' : 'unknown'
  const key = count > 0 ? 'some' : idle
  const args = { reader, sender: both, count, atLeast: atLeast ? 'yes' : 'no', oldest: oldest?.slice(0, 10) ?? '?' }
  return {
    sender,
    waiting: say(wording, `waiting.${key}`, args),
    organization: say(wording, 'organization', { name: quoted(organization, wording), url }),
  }
}

/** Nothing else holds the mail. */
function isOnly({ checkId }: Problem, diagnosis: Diagnosis): boolean {
  return problemsOf(diagnosis).every(other => other.checkId === checkId || other.severity !== 'blocking')
}

function nameOf({ parties, target }: Case): string {
  return parties?.sender.name ?? target.sender ?? ''
}

function quoted(text: string, wording: Wording): string {
  return wording.quote(text, 'plain')
}

/** Joins finished parts: text from people is already escaped in them, and the URLs are our own. */
function say(
  wording: Wording,
  key: KeyBelow<'forward'>,
  parts: Readonly<Record<string, string | number>> = {},
): string {
  const ready = Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? new Markup(part) : part])
  return wording.say(`forward.${key}`, Object.fromEntries(ready), 'plain')
}
