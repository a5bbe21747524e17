import { isForSender } from '../domain/authorization.js'
import { type Case, stepOf } from '../domain/case.js'
import { releasesOld } from '../domain/decideRepair.js'
import type { Backlog } from '../domain/facts.js'
import type { Offered } from '../domain/phase.js'
import type { Plan, Value, Write } from '../domain/plan.js'
import type { WaitingMail } from '../domain/repair.js'
import { backlogLine, mailsLink } from './backlog.js'
import { type Button, caseButton } from './buttons.js'
import { knownLine } from './known.js'
import type { Viewer } from './viewer.js'
import { dateOf, type Place, type Wording } from './wording.js'

const SHOWN_MAILS = 5

export interface Offering {
  readonly wording: Wording
  readonly viewer: Viewer
}

/** What will be written and which mails will leave, before anything is. */
export function offerData(c: Case, phase: Offered, { wording, viewer }: Offering): object {
  const [first, ...others] = phase.plans.map(plan => planData(c, plan, wording))
  // The other ways are for whoever may, and Dataverse knows who.
  const mayConsent = !isForSender(c, phase.remedy) || isTheirs(phase, viewer)
  const waiting = viewer.isSender && viewer.alone ? phase.mails : []
  const mails = shownMails(phase, waiting)
  return {
    headline: offerHeadline(c, phase, { wording, viewer }),
    known: knownLine(c, wording),
    labels: labelsOf(wording),
    plans: first ? [first] : [],
    consent: first && mayConsent ? [first.button] : [],
    others: mayConsent ? others : [],
    wait: mayConsent ? [] : [{ text: wording.say('offer.senderLooks', { sender: senderName(c) }) }],
    leave: leaveLines(phase, wording),
    mails: (phase.remedy === 'undo' ? [] : mails.slice(0, SHOWN_MAILS)).map(mail => ({
      text: mailLine(mail, wording),
    })),
    knowsOld: mayConsent && releasesOld(phase) ? [{ title: knowsOldLine(phase, wording) }] : [],
    link: phase.remedy === 'undo' ? [] : mailsLink(phase.backlog, c.target.organization?.url ?? '', wording),
    hold: holdData(c, phase, { waiting, wording }),
    quiet: mayConsent ? [caseButton(wording, c, 'back')] : [],
  }
}

/** A consent is given in a chat of one's own, where what leaves is shown; to take it back needs no such thing. */
function isTheirs({ remedy }: Offered, { isSender, alone }: Viewer): boolean {
  return isSender && (alone || remedy === 'undo')
}

/** The oldest ones; all of those that are to be held back. */
function shownMails({ remedy, chosen = [] }: Offered, waiting: readonly WaitingMail[]): readonly WaitingMail[] {
  if (remedy === 'undo') return []
  return remedy === 'holdMails' ? waiting.filter(({ id }) => chosen.includes(id)) : waiting.slice(0, SHOWN_MAILS)
}

export function offerHeadline(
  c: Case,
  { remedy, plans }: Offered,
  { wording, viewer, place }: Offering & { readonly place?: Place },
): string {
  const self = viewer.isSender ? 'yes' : 'no'
  const args = { sender: senderName(c), count: plans[0]?.writes.length ?? 0, self }
  return wording.say(`offer.headline.${remedy}`, args, place)
}

function senderName(c: Case): string {
  return c.parties?.sender.name ?? ''
}

function labelsOf(wording: Wording): object {
  return {
    writes: wording.say('offer.writes'),
    otherWays: wording.say('offer.otherWays', {}, 'plain'),
    oldest: wording.say('offer.oldest'),
    hold: wording.say('offer.hold.title', {}, 'plain'),
  }
}

function planData(c: Case, plan: Plan, wording: Wording) {
  const { count, names } = plan.gain
  const more = count - names.length
  const gain = count > 0 ? [{ text: wording.say('offer.gain', { count, names: names.join(', '), more }) }] : []
  return {
    text: wording.say(`plans.${plan.way}.text`, plan.args),
    gain,
    // E-mails that are held back are all written alike.
    writes: [...new Set(plan.writes.map(write => writeLine(write, wording)))].map(text => ({ text })),
    button: {
      title: wording.say(`plans.${plan.way}.button`, plan.args, 'plain'),
      click: { verb: 'consent', case: c.id, step: stepOf(c), value: plan.hash },
    } satisfies Button,
  }
}

/** One write in words, with what it finds and what it leaves behind. */
function writeLine(write: Write, wording: Wording): string {
  const none = wording.say('offer.write.none')
  switch (write.kind) {
    case 'update': {
      const told = (values: Readonly<Record<string, Value>>) =>
        Object.entries(values)
          .map(([column, value]) => `${column} = ${value ?? none}`)
          .join(', ')
      return wording.say('offer.write.update', {
        table: write.table,
        before: told(write.before),
        after: told(write.after),
      })
    }
    case 'setPrivilege': {
      const { role, privilege, before, after } = write
      return wording.say('offer.write.setPrivilege', { role, privilege, before: before ?? none, after: after ?? none })
    }
    default:
      return wording.say(`offer.write.${write.kind}`, { role: write.role })
  }
}

/** How many leave, and of when they are. */
function leaveLines({ remedy, backlog }: Offered, wording: Wording): { text: string }[] {
  if (remedy === 'undo' || remedy === 'holdMails') return []
  const lines = [backlogLine({ backlog, verdict: 'causeFound' }, wording)]
  if (remedy !== 'senderConsent') lines.push(wording.say('offer.othersToo'))
  return lines.map(text => ({ text }))
}

function knowsOldLine({ backlog }: Offered, wording: Wording): string {
  if (!backlog.ok || !backlog.value) return wording.say('offer.knowsUncounted', {}, 'plain')
  const { olderThanADay: older, atLeast }: Backlog = backlog.value
  return wording.say('offer.knowsOld', { older, atLeast: atLeast ? 'yes' : 'no' }, 'plain')
}

function mailLine({ subject, to, createdOn }: WaitingMail, wording: Wording): string {
  return wording.say('offer.mail', { date: dateOf(createdOn), ...readable({ subject, to }, wording) })
}

const MAX_TEXT = 60

function readable({ subject, to }: Pick<WaitingMail, 'subject' | 'to'>, wording: Wording) {
  const short = (text: string) => (text.length > MAX_TEXT ? `${[...text].slice(0, MAX_TEXT).join('')}…` : text)
  return {
    subject: short(subject) || wording.say('offer.noSubject'),
    to: short(to) || wording.say('offer.noRecipient'),
  }
}

function holdData(
  c: Case,
  { remedy }: Offered,
  { waiting, wording }: { readonly waiting: readonly WaitingMail[]; readonly wording: Wording },
): object[] {
  if (remedy !== 'senderConsent' || waiting.length === 0) return []
  const hold = {
    text: wording.say('offer.hold.text'),
    label: wording.say('offer.hold.label', {}, 'plain'),
    items: waiting.map(mail => ({ title: choiceOf(mail, wording), value: mail.id })),
    button: [caseButton(wording, c, 'hold')],
  }
  return [hold]
}

/** A choice knows no Markdown and no date function. */
function choiceOf({ subject, to, createdOn }: WaitingMail, wording: Wording): string {
  return wording.say(
    'offer.hold.mail',
    { date: createdOn.slice(0, 10), ...readable({ subject, to }, wording) },
    'plain',
  )
}
