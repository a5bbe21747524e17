import { ALL_MAILS } from '../../domain/case/cardClick.js'
import type { Case } from '../../domain/case/case.js'
import type { Offered } from '../../domain/case/phase.js'
import { excerpt } from '../../domain/parsedMessage.js'
import { isHoldable, type Remedy } from '../../domain/repair/remedy.js'
import type { WaitingMail } from '../../domain/repair/repair.js'
import { type Button, caseButton } from '../parts/buttons.js'
import type { Link } from '../parts/guide.js'
import { dateOf, type Wording } from '../wordings.js'

const SHOWN_MAILS = 5
/** E-mails to be canceled for good should be read one by one, so only as many are shown as fit a phone's screen. */
const SHOWN_CANCELED = 20

interface Holding {
  readonly wording: Wording
  /** The offered remedy. */
  readonly remedy: Remedy
  /** E-mails that the reader may see and cancel. */
  readonly waiting: readonly WaitingMail[]
  /** The list in the organization. */
  readonly link: readonly Link[]
  /** The most e-mails to list. */
  readonly room?: number
}

/** The oldest ones; of those that are canceled, nearly all; and what the list is called. */
export function mailsData(
  { chosen = [], backlog }: Offered,
  { waiting, wording, remedy: { purpose, chooses } }: Pick<Holding, 'waiting' | 'wording' | 'remedy'>,
): { readonly mails: readonly { readonly text: string }[]; readonly mailsLabel: string } {
  const isChosen = purpose === 'hold' || chooses !== undefined
  const all = purpose === 'undo' ? [] : isChosen ? waiting.filter(({ id }) => chosen.includes(id)) : waiting
  const shown = all.slice(0, isChosen ? SHOWN_CANCELED : SHOWN_MAILS)
  const counted = !isChosen && backlog.ok && backlog.value ? backlog.value.count : all.length
  const label = shown.length < Math.max(counted, all.length) ? 'offer.oldest' : 'offer.these'
  return { mails: shown.map(mail => ({ text: mailLine(mail, wording) })), mailsLabel: wording.say(label) }
}

function mailLine({ subject, to, createdOn }: WaitingMail, wording: Wording): string {
  return wording.say('offer.mail', { date: dateOf(createdOn), ...readable({ subject, to }, wording) })
}

/** The choice of e-mails to cancel before the others may leave; empty: there is none. */
export function holdData(thisCase: Case, { backlog }: Offered, holding: Holding): object[] {
  const { waiting, wording, link, room } = holding
  if (!isHoldable(holding.remedy) || waiting.length === 0 || thisCase.target.scope === 'right') return []
  const listed = waiting.slice(0, room ?? waiting.length)
  const counted = backlog.ok && backlog.value ? backlog.value.count : waiting.length
  const rest = Math.max(counted, waiting.length) - listed.length
  const hold = {
    text: wording.say('offer.hold.text'),
    label: wording.say('offer.hold.label', {}, 'plain'),
    rest: rest > 0 ? [{ text: wording.say('offer.hold.rest', { count: rest }), link }] : [],
    items: listed.map(mail => ({ title: choiceOf(mail, wording), value: mail.id })),
    button: [caseButton(wording, thisCase, 'hold')],
    all: [allButton(thisCase, listed.length < waiting.length ? [] : listed, wording)].flat(),
  }
  return [hold]
}

/** One button for all listed e-mails; empty if it would also cancel some that are not listed. */
function allButton(thisCase: Case, listed: readonly WaitingMail[], wording: Wording): Button[] {
  if (listed.length < 2) return []
  const { click } = caseButton(wording, thisCase, 'hold')
  const title = wording.say('buttons.holdAll', { count: listed.length }, 'plain')
  return [{ title, click: { ...click, mails: ALL_MAILS } }]
}

const MAX_TEXT = 60

function readable({ subject, to }: Pick<WaitingMail, 'subject' | 'to'>, wording: Wording, maxText = MAX_TEXT) {
  return {
    subject: excerpt(subject, maxText) || wording.say('offer.noSubject'),
    to: excerpt(to, maxText) || wording.say('offer.noRecipient'),
  }
}

const MAX_CHOICE = 40

/** A choice supports neither Markdown nor date functions. */
function choiceOf({ subject, to, createdOn }: WaitingMail, wording: Wording): string {
  const args = { date: createdOn.slice(0, 10), ...readable({ subject, to }, wording, MAX_CHOICE) }
  return wording.say('offer.hold.mail', args, 'plain')
}
