import { makePlan, type Plan, type Write } from '../domain/repair/plan.js'
import { defineRemedy } from '../domain/repair/remedy.js'
import type { WaitingMail } from '../domain/repair/repair.js'

/** Open, Draft. */
const DRAFT = { statecode: 0, statuscode: 1 }
/** Completed, Pending Send, without the mark of the Send request. https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/email */
const NOT_SUBMITTED = { statecode: 1, statuscode: 6, deliveryattempts: null }

/** Sends the drafts that the sender chose of those that a workflow or a program made in their name. */
export const sendDrafts = defineRemedy({
  id: 'sendDrafts',
  // Once nothing is in the way, drafts without a job wait for this. Those of a job are sent when it is resumed.
  cures: [],
  decides: 'sender',
  releasesMail: false,
  emptyMeans: 'done',
  chooses: 'drafts',
  needs: ['drafts'],
  plan: ({ chosen = [] }, { drafts }) =>
    planFor('sendDrafts', drafts, chosen, ({ id, etag }) => [{ kind: 'send', id, etag, before: DRAFT }]),
})

/** E-mails whose status was only set: back to Draft, then sent. */
export const submitMails = defineRemedy({
  id: 'submitMails',
  cures: ['notSubmitted'],
  decides: 'sender',
  releasesMail: false,
  emptyMeans: 'done',
  chooses: 'notSubmitted',
  needs: ['notSubmitted'],
  plan: ({ chosen = [] }, { notSubmitted }) =>
    planFor('submitMails', notSubmitted, chosen, ({ id, etag }) => [
      { kind: 'update', table: 'email', id, etag, before: NOT_SUBMITTED, after: DRAFT, settles: true },
      { kind: 'send', id, etag, before: DRAFT, first: NOT_SUBMITTED },
    ]),
})

function planFor(
  way: Plan['way'],
  mails: readonly WaitingMail[],
  chosen: readonly string[],
  writesOf: (mail: WaitingMail) => readonly Write[],
): readonly Plan[] {
  const sent = mails.filter(({ id }) => chosen.includes(id))
  if (sent.length === 0) return []
  const args = { count: sent.length }
  return [makePlan({ way, writes: sent.flatMap(writesOf), gain: { count: 0, names: [] }, args })]
}
