import { odataGuid } from '../../http/literals.js'
import { aggregateMails, allOf, anyOf, condition, spaced } from './fetchXml.js'

/** E-mails. They are dated by createdon, because modifiedon changes with every attempt to send. */

/** email.statuscode */
const DRAFT = 1
export const SENT = 3
export const PENDING_SEND = 6
const FAILED = 8

const COUNT = { count: { column: 'activityid', by: 'count' } } as const

/** Counts a sender's outgoing e-mails in Pending Send. */
export function pendingMails(senderId: string): string {
  return countMails(senderId, PENDING_SEND)
}

export function pendingMailsBefore(senderId: string, moment: string): string {
  return countMails(senderId, PENDING_SEND, condition('createdon', 'lt', moment))
}

/** Those that could have left before `moment`: submitted by then, and not meant to leave later. */
export function pendingMailsDueBefore(senderId: string, moment: string): string {
  return countMails(senderId, PENDING_SEND, ...dueBefore(moment))
}

/** Conditions that an e-mail meets which could have left before `moment`. */
export function dueBefore(moment: string): readonly string[] {
  return [
    anyOf(
      condition('actualend', 'lt', moment),
      allOf(condition('actualend', 'null'), condition('createdon', 'lt', moment)),
    ),
    anyOf(condition('delayedemailsendtime', 'null'), condition('delayedemailsendtime', 'lt', moment)),
  ]
}

export function pendingMailsScheduled(senderId: string, now: string): string {
  return countMails(senderId, PENDING_SEND, condition('delayedemailsendtime', 'gt', now))
}

/** Their status was set without the Send request. Imported rows do not count. */
export function pendingMailsNotSubmitted(senderId: string): string {
  const marks = [condition('deliveryattempts', 'null'), condition('trackingtoken', 'null')]
  return countMails(senderId, PENDING_SEND, ...marks, ...NOT_IMPORTED)
}

const NOT_IMPORTED = [condition('importsequencenumber', 'null'), condition('overriddencreatedon', 'null')]

/** Dataverse keeps whole seconds, so an e-mail of the same second counts. */
export function mailsSentSince(senderId: string, moment: string): string {
  return countMails(senderId, SENT, condition('senton', 'ge', `${moment.slice(0, 19)}Z`))
}

const PENDING_MAIL = [
  'activityid,createdon,actualend,delayedemailsendtime',
  '_createdby_value,_modifiedby_value,_modifiedonbehalfby_value',
].join(',')

/** The five that have waited longest. */
export function oldestPendingMails(senderId: string): string {
  const filter = mailFilter(senderId, PENDING_SEND)
  return `emails?$select=${PENDING_MAIL}&$filter=${spaced(filter)}&$orderby=createdon%20asc&$top=5`
}

export function newestPending(senderId: string): string {
  return newestMail(senderId, { statuscode: PENDING_SEND, column: 'createdon' })
}

export function newestSent(senderId: string): string {
  return newestMail(senderId, { statuscode: SENT, column: 'senton' })
}

/** Of those that left, the one that was submitted last. */
export function lastSubmittedSent(senderId: string): string {
  const filter = mailFilter(senderId, SENT)
  return `emails?$select=createdon,actualend,senton&$filter=${spaced(filter)}&$orderby=${spaced('actualend desc')}&$top=1`
}

/** E-mails that failed since `moment`. */
export function failedMails(senderId: string, moment: string): string {
  return aggregateMails({
    results: {
      ...COUNT,
      oldest: { column: 'modifiedon', by: 'min' },
      newest: { column: 'modifiedon', by: 'max' },
    },
    conditions: [...mailsOf(senderId, FAILED), condition('modifiedon', 'ge', moment)],
  })
}

/** Drafts since `moment` that others made in the sender's name, by their maker. */
export function draftsByOthers(senderId: string, moment: string): string {
  const sender = odataGuid(senderId)
  return aggregateMails({
    results: {
      ...COUNT,
      oldest: { column: 'createdon', by: 'min' },
      newest: { column: 'createdon', by: 'max' },
      maker: { column: 'createdby', by: 'group' },
      caller: { column: 'createdonbehalfby', by: 'group' },
      workflow: { column: 'isworkflowcreated', by: 'group' },
    },
    conditions: [
      ...mailsOf(senderId, DRAFT),
      condition('createdon', 'ge', moment),
      ...NOT_IMPORTED,
      anyOf(
        condition('createdby', 'ne', sender),
        allOf(condition('createdonbehalfby', 'not-null'), condition('createdonbehalfby', 'ne', sender)),
      ),
    ],
  })
}

export function importedDrafts(senderId: string, moment: string): string {
  const imported = anyOf(condition('importsequencenumber', 'not-null'), condition('overriddencreatedon', 'not-null'))
  return countMails(senderId, DRAFT, condition('createdon', 'ge', moment), imported)
}

/** Which of these accounts ever made an e-mail in the sender's name. */
export function makersAmong(senderId: string, accountIds: readonly string[]): string {
  return aggregateMails({
    results: { ...COUNT, maker: { column: 'createdby', by: 'group' } },
    conditions: [
      condition('directioncode', 'eq', '1'),
      condition('emailsender', 'eq', odataGuid(senderId)),
      anyOf(...accountIds.map(id => condition('createdby', 'eq', odataGuid(id)))),
    ],
  })
}

function countMails(senderId: string, statuscode: number, ...more: readonly string[]): string {
  return aggregateMails({ results: COUNT, conditions: [...mailsOf(senderId, statuscode), ...more] })
}

function mailsOf(senderId: string, statuscode: number): readonly string[] {
  return [...outgoing(statuscode), condition('emailsender', 'eq', odataGuid(senderId))]
}

/** Outgoing e-mails of anybody. */
export function outgoing(statuscode: number): readonly string[] {
  return [condition('statuscode', 'eq', String(statuscode)), condition('directioncode', 'eq', '1')]
}

interface Newest {
  readonly statuscode: number
  readonly column: 'createdon' | 'senton'
}

function newestMail(senderId: string, { statuscode, column }: Newest): string {
  const filter = mailFilter(senderId, statuscode)
  return `emails?$select=${column}&$filter=${spaced(filter)}&$orderby=${spaced(`${column} desc`)}&$top=1`
}

function mailFilter(senderId: string, statuscode: number): string {
  return `_emailsender_value eq ${odataGuid(senderId)} and statuscode eq ${statuscode} and directioncode eq true`
}
