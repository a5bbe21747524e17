import type { Viewer } from '../../domain/case/authorization.js'
import type { Case } from '../../domain/case/case.js'
import type { Offered } from '../../domain/case/phase.js'
import type { Diagnosis } from '../../domain/diagnosis/diagnosis.js'
import { excerpt } from '../../domain/parsedMessage.js'
import { needsName, type Remedy } from '../../domain/repair/remedy.js'
import type { WaitingJob, WaitingMail } from '../../domain/repair/repair.js'
import { record } from '../links.js'
import { type Button, caseButton } from '../parts/buttons.js'
import { dateOf, Markup, type Wording } from '../wordings.js'

interface Choosing {
  readonly wording: Wording
  readonly remedy: Remedy
  /** The most to list. */
  readonly room?: number
  /** Jobs may be about other senders, so their names are for those who look after other people's mail. */
  readonly viewer: Pick<Viewer, 'administers'>
}

/** The parts of an offer with which a person chooses, and says that they know where they are. */
export function chooseParts(thisCase: Case, phase: Offered, choosing: Choosing & { readonly agrees: boolean }): object {
  if (!choosing.agrees) return { choose: [], chooseButtons: [], name: [] }
  return {
    choose: chooseData(thisCase, phase, choosing),
    chooseButtons: chooseButtons(thisCase, phase, choosing),
    name: nameData(thisCase, phase, choosing),
  }
}

/** The e-mails or jobs that a repair is about: none is chosen beforehand. Empty: there is nothing to choose. */
function chooseData(thisCase: Case, phase: Offered, { wording, remedy, room, viewer }: Choosing): object[] {
  if (!remedy.chooses || phase.chosen !== undefined) return []
  const url = thisCase.target.organization?.url ?? ''
  const mails = phase.mails.slice(0, room ?? phase.mails.length)
  const jobs = (phase.jobs ?? []).slice(0, room ?? phase.jobs?.length)
  const kind = remedy.chooses === 'jobs' ? 'jobs' : 'mails'
  const items = [
    ...jobs.map(job => ({ title: jobLine(job, { wording, viewer }), value: job.id })),
    ...mails.map(mail => ({ title: mailLine(mail, wording), value: mail.id })),
  ]
  return [
    {
      text: wording.say(`offer.choose.${kind}`),
      label: wording.say(`offer.choose.${kind}Label`, {}, 'plain'),
      items,
      read: mails.slice(0, MOST_LINKS).map(mail => ({ text: readLine(mail, phase.diagnosis, { wording, url }) })),
    },
  ]
}

/** The chosen jobs, as they were listed. */
export function chosenJobs(
  { jobs = [], chosen = [] }: Offered,
  listing: Pick<Choosing, 'wording' | 'viewer'>,
): readonly { readonly text: string }[] {
  const shown = jobs.filter(({ id }) => chosen.includes(id))
  return shown.map(job => ({ text: listing.wording.quote(jobLine(job, listing)) }))
}

/** The button that goes on with what was chosen; empty: there is nothing to choose. */
function chooseButtons(thisCase: Case, phase: Offered, { wording, remedy }: Choosing): Button[] {
  if (!remedy.chooses || phase.chosen !== undefined) return []
  return [{ ...caseButton(wording, thisCase, 'hold'), title: wording.say('buttons.choose', {}, 'plain') }]
}

/** A long list of links hides the button. */
const MOST_LINKS = 10

/** A choice supports neither Markdown nor date functions. */
function jobLine(
  { name, about, createdOn }: WaitingJob,
  { wording, viewer }: Pick<Choosing, 'wording' | 'viewer'>,
): string {
  // Several jobs of one workflow differ only in their time.
  const date = createdOn === '' ? '?' : `${createdOn.slice(0, 16).replace('T', ' ')} UTC`
  return wording.say(
    'offer.choose.job',
    { date, job: name, named: viewer.administers ? 'yes' : 'no', about: about ?? 'none' },
    'plain',
  )
}

const MAX_CHOICE = 40

function mailLine({ subject, to, createdOn, attachments = 0 }: WaitingMail, wording: Wording): string {
  const args = {
    date: createdOn.slice(0, 10),
    subject: excerpt(subject, MAX_CHOICE) || wording.say('offer.noSubject', {}, 'plain'),
    to: excerpt(to, MAX_CHOICE) || wording.say('offer.noRecipient', {}, 'plain'),
    attachments,
  }
  return wording.say('offer.choose.mail', args, 'plain')
}

interface Linking {
  readonly wording: Wording
  readonly url: string
}

/** Where to read an e-mail before it is sent, and who made it. */
function readLine(
  { id, subject, createdOn, maker }: WaitingMail,
  { acting }: Diagnosis,
  { wording, url }: Linking,
): string {
  const by = acting.find(({ account }) => account.id === maker)?.account.name ?? ''
  const title = wording.quote(excerpt(subject, MAX_CHOICE) || wording.say('offer.noSubject'))
  const link = new Markup(`[${title}](${record(url, 'email', id)})`)
  return wording.say('offer.choose.read', { date: dateOf(createdOn), link, by })
}

/** The field for the organization's name, where it may be a copy; empty: it is not asked for. */
function nameData(thisCase: Case, { diagnosis, plans }: Offered, { wording, remedy }: Choosing): object[] {
  if (plans.length === 0 || !needsName(remedy, diagnosis)) return []
  const organization = thisCase.target.organization?.name ?? ''
  return [{ text: wording.say('offer.typeName', { organization }), label: wording.say('offer.nameLabel', {}, 'plain') }]
}
