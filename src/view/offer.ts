import { type Case, stepOf } from '../domain/case.js'
import type { Verb } from '../domain/click.js'
import { releasesOld } from '../domain/decideRepair.js'
import type { Backlog } from '../domain/facts.js'
import type { Offered } from '../domain/phase.js'
import type { Plan, Value, Write } from '../domain/plan.js'
import type { WaitingMail } from '../domain/repair.js'
import { backlogLine } from './backlog.js'
import type { Button } from './buttons.js'
import { knownLine } from './known.js'
import { list } from './links.js'
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
  const mayConsent = isForViewer(c, phase, viewer)
  const mails = viewer.isSender && viewer.alone ? shownMails(phase) : []
  const holding = phase.remedy === 'senderConsent' && mails.length > 0
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
    link: linkOf(c, phase, wording),
    hold: holding ? [holdData(c, mails, wording)] : [],
    quiet: mayConsent ? [stepButton(c, 'back', wording)] : [],
  }
}

/** Of those that are to be held back, just these. */
function shownMails({ mails, remedy, chosen = [] }: Offered): readonly WaitingMail[] {
  return remedy === 'holdMails' ? mails.filter(({ id }) => chosen.includes(id)) : mails
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

/** What the sender decides is for the sender; the other ways are for whoever may, and Dataverse knows who. */
function isForViewer({ applied }: Case, { remedy }: Offered, { isSender }: Viewer): boolean {
  const own =
    remedy === 'senderConsent' || remedy === 'holdMails' || (remedy === 'undo' && applied?.remedy === 'senderConsent')
  return isSender || !own
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
    writes: plan.writes.slice(0, SHOWN_MAILS).map(write => ({ text: writeLine(write, wording) })),
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

function holdData(c: Case, mails: readonly WaitingMail[], wording: Wording): object {
  return {
    text: wording.say('offer.hold.text'),
    label: wording.say('offer.hold.label', {}, 'plain'),
    items: mails.map(mail => ({ title: choiceOf(mail, wording), value: mail.id })),
    button: [stepButton(c, 'hold', wording)],
  }
}

/** A choice knows no Markdown and no date function. */
function choiceOf({ subject, to, createdOn }: WaitingMail, wording: Wording): string {
  return wording.say(
    'offer.hold.mail',
    { date: createdOn.slice(0, 10), ...readable({ subject, to }, wording) },
    'plain',
  )
}

function linkOf({ target }: Case, { remedy, backlog }: Offered, wording: Wording): object[] {
  const { organization } = target
  const waits = backlog.ok && backlog.value !== null && backlog.value.count > 0
  if (!organization || !waits || remedy === 'undo') return []
  return [{ title: wording.say('buttons.openMails', {}, 'plain'), url: list(organization.url, 'email') }]
}

function stepButton(c: Case, verb: Extract<Verb, 'hold' | 'back'>, wording: Wording): Button {
  return { title: wording.say(`buttons.${verb}`, {}, 'plain'), click: { verb, case: c.id, step: stepOf(c) } }
}
