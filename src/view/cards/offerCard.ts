import { deciderOf, mayAgree, readsAsSender, type Viewer } from '../../domain/case/authorization.js'
import { type Case, stepOf } from '../../domain/case/case.js'
import type { Diagnosed, Offered } from '../../domain/case/phase.js'
import { problemsOf } from '../../domain/diagnosis/diagnosis.js'
import { releasesOld } from '../../domain/repair/ageOfMail.js'
import type { Plan } from '../../domain/repair/plan.js'
import { isCuredBy, type Remedy, remedyOf } from '../../domain/repair/remedy.js'
import { accountArgs } from '../actingParty.js'
import type { DrawingContext } from '../drawingContext.js'
import { type Button, caseButton } from '../parts/buttons.js'
import { level } from '../parts/details.js'
import { causeOf, readerOf } from '../parts/guide.js'
import { countedLine, isOfAccount, mailsLink, waits } from '../parts/mail/backlogLine.js'
import { heldLine } from '../parts/mail/heldLine.js'
import { knowsOldLine, otherCauses, othersLine } from '../parts/mail/releasedMail.js'
import { knownLine } from '../parts/stepLines.js'
import { exactLine, writeLine } from '../parts/writeLines.js'
import { Markup, type TextPlace, type Wording } from '../wordings.js'
import { chooseParts, chosenJobs } from './chooseCard.js'
import { holdData, mailsData } from './holdCard.js'

export type Offering = Pick<DrawingContext, 'wording' | 'viewer' | 'remedies' | 'room'>

/** Shows what will be written and which e-mails will leave before anything happens. null: this version does not know the repair. */
export function offerData(thisCase: Case, phase: Offered, offering: Offering): object | null {
  const { wording, viewer, remedies } = offering
  const remedy = remedyOf(remedies, phase.remedy)
  if (!remedy) return null
  const account = accountArgs(phase.diagnosis, remedy)
  const [first, ...others] = phase.plans.map(plan => planData(thisCase, plan, { ...offering, account }))
  // Every plan gets a button for whoever may agree; only Dataverse knows who is allowed to carry it out.
  const agrees = mayAgree(thisCase, remedy, offering)
  const waiting = readsAsSender(viewer) ? phase.mails : []
  const link =
    remedy.purpose === 'undo' || !readsOfMail(thisCase, viewer)
      ? []
      : mailsLink(phase.backlog, thisCase.target.organization?.url ?? '', wording)
  const about = { ...offering, remedy }
  return {
    headline: offerHeadline(thisCase, phase, offering),
    known: knownLine(thisCase, wording),
    labels: labelsOf(wording),
    plans: first ? [first] : [],
    consent: first && agrees ? [first.button] : [],
    others: agrees ? others : [],
    wait: agrees ? [] : [{ text: waitLine(thisCase, phase, offering) }],
    leave: readsOfMail(thisCase, viewer) ? leaveLines(phase, about) : [],
    ...listData(phase, { waiting, wording, remedy, viewer }),
    knowsOld: agrees && releasesOld(phase, remedy) ? [{ title: knowsOldLine(phase, about) }] : [],
    link,
    ...chooseParts(thisCase, phase, { ...about, agrees }),
    hold: agrees ? holdData(thisCase, phase, { ...about, waiting, link }) : [],
    exact: phase.plans.flatMap(({ writes }) => linesOf(writes.map(write => exactLine(write, wording)))),
    quiet: agrees ? [caseButton(wording, thisCase, 'back')] : [],
  }
}

/** Whoever asks about their own right to send does not read how many of the sender's e-mails wait. */
function readsOfMail({ target }: Case, viewer: Viewer): boolean {
  return target.scope !== 'right' || readsAsSender(viewer)
}

/** The diagnosis that an offer came from. */
export function withoutOffer({ run, diagnosis, at }: Offered): Diagnosed {
  return { name: 'diagnosed', run, diagnosis, at, slowed: false }
}

export function offerHeadline(
  thisCase: Case,
  { remedy: id, plans, diagnosis }: Offered,
  { wording, viewer, remedies, place }: Offering & { readonly place?: TextPlace },
): string {
  const remedy = remedyOf(remedies, id)
  if (!remedy) return wording.say('notes.repairUnknown', {}, place)
  const self = viewer.isSender ? 'yes' : 'no'
  const args = { sender: senderName(thisCase), count: Number(plans[0]?.args.count ?? 0), self }
  return wording.say(`offer.headline.${remedy.id}`, { ...args, ...accountArgs(diagnosis, remedy) }, place)
}

function senderName(thisCase: Case): string {
  return thisCase.parties?.sender.name ?? ''
}

/** Who decides, if not the reader. */
function waitLine(thisCase: Case, { remedy, by }: Offered, { wording, remedies }: Offering): string {
  return deciderOf(thisCase, remedy, remedies) === 'sender'
    ? wording.say('offer.senderLooks', { sender: senderName(thisCase) })
    : wording.say('offer.administratorLooks', { by: by.name })
}

function labelsOf(wording: Wording): object {
  return {
    writes: wording.say('offer.writes'),
    otherWays: wording.say('offer.otherWays', {}, 'plain'),
    hold: wording.say('offer.hold.title', {}, 'plain'),
    details: wording.say('buttons.details', {}, 'plain'),
    exact: wording.say('offer.exact'),
  }
}

interface Planned extends Offering {
  readonly account: ReturnType<typeof accountArgs>
}

function planData(thisCase: Case, plan: Plan, { wording, viewer, account }: Planned) {
  const { count, names } = plan.gain
  const more = count - names.length
  const gain = count > 0 ? [{ text: wording.say('offer.gain', { count, names: names.join(', '), more }) }] : []
  const { depth = '', others = 0 } = plan.args
  const reach = others === 0 ? [] : [wording.say('offer.reachesOthers', plan.args)]
  const args = {
    ...account,
    ...plan.args,
    ...readerOf({ self: viewer.isSender, administers: viewer.administers }),
    depth: new Markup(level(String(depth), wording)),
  }
  const shown = plan.writes.flatMap(write => writeLine(write, { wording, administers: viewer.administers }) ?? [])
  return {
    text: [wording.say(`plans.${plan.way}.text`, args), ...reach].join(' '),
    gain,
    writes: linesOf(shown),
    button: {
      title: wording.say(`plans.${plan.way}.button`, args, 'plain'),
      click: { verb: 'consent', case: thisCase.id, step: stepOf(thisCase), value: plan.hash },
    } satisfies Button,
  }
}

/** The e-mails or jobs that the offer is about. */
function listData(phase: Offered, listing: Parameters<typeof mailsData>[1] & Pick<Offering, 'viewer'>): object {
  const { wording, remedy } = listing
  if (remedy.chooses !== 'jobs') return mailsData(phase, listing)
  return { mails: chosenJobs(phase, listing), mailsLabel: wording.say('offer.these') }
}

/** All canceled e-mails are written in the same way, so that is shown once. */
function linesOf(texts: readonly string[]): { text: string }[] {
  return [...new Set(texts)].map(text => ({ text }))
}

interface Releasing extends Pick<Offering, 'wording' | 'viewer'> {
  readonly remedy: Remedy
}

/** How many e-mails leave, how old they are, and whether something else still holds them back. */
function leaveLines(phase: Offered, releasing: Releasing): { text: string }[] {
  const { wording, viewer, remedy } = releasing
  const { backlog, diagnosis } = phase
  if (!remedy.releasesMail) return []
  const cured = problemsOf(diagnosis).filter(problem => isCuredBy(problem, remedy))
  // What waits has been handed over already, and leaves or stays whatever this account may do.
  if (diagnosis.channel === 'synchronization' && cured.every(isOfAccount)) {
    const held = heldLine(diagnosis, wording)
    return [held, othersLine(phase, wording)].filter(text => text !== '').map(text => ({ text }))
  }
  const whole = viewer.administers
  const lines = [
    [countedLine(backlog, { wording, whole }), ...(waits(backlog) ? [whenLine(phase, releasing)] : [])].join(' '),
  ]
  if (remedy.releasesOthers) lines.push(wording.say('offer.othersToo'))
  lines.push(othersLine(phase, wording))
  return lines.filter(text => text !== '').map(text => ({ text }))
}

function whenLine(phase: Offered, { wording, remedy }: Releasing): string {
  const count = countOf(phase)
  const others = otherCauses(phase, remedy)
  if (others.length === 0) return wording.say('offer.leave.alone', { count })
  const guiding = { wording, self: false, administers: false, organizationUrl: '' }
  const names = others.map(problem => causeOf(problem, guiding)).join('; ')
  return wording.say('offer.leave.others', { count, causes: others.length, names: new Markup(names) })
}

function countOf({ backlog }: Offered): number {
  return backlog.ok && backlog.value ? backlog.value.count : 0
}
