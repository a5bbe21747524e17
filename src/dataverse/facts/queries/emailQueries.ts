import { odataGuid } from '../../http/literals.js'
import { aggregateMails, allOf, anyOf, condition, spaced } from './fetchXml.js'
import { draftsByOthersOf, MAIL, type MailFilter, type MailStatus, mailsOf, notSubmittedOf } from './mailFilters.js'

/** E-mails. They are dated by createdon, because modifiedon changes with every attempt to send. */

const COUNT = { count: { column: 'activityid', by: 'count' } } as const

/** Counts a sender's outgoing e-mails in Pending Send. */
export function pendingMails(senderId: string): string {
  return countMails(mailsOf(senderId, MAIL.pendingSend))
}

export function pendingMailsBefore(senderId: string, moment: string): string {
  return countMails(mailsOf(senderId, MAIL.pendingSend), condition('createdon', 'lt', moment))
}

/** Those that could have left before `moment`: submitted by then, and not meant to leave later. */
export function pendingMailsDueBefore(senderId: string, moment: string): string {
  return countMails(mailsOf(senderId, MAIL.pendingSend), ...dueBefore(moment))
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
  return countMails(mailsOf(senderId, MAIL.pendingSend), condition('delayedemailsendtime', 'gt', now))
}

export function pendingMailsNotSubmitted(senderId: string): string {
  return countMails(notSubmittedOf(senderId))
}

/** Dataverse keeps whole seconds, so an e-mail of the same second counts. */
export function mailsSentSince(senderId: string, moment: string): string {
  return countMails(mailsOf(senderId, MAIL.sent), condition('senton', 'ge', `${moment.slice(0, 19)}Z`))
}

const PENDING_MAIL = [
  'activityid,createdon,actualend,delayedemailsendtime,isworkflowcreated,deliveryattempts,trackingtoken',
  '_createdby_value,_createdonbehalfby_value,_modifiedby_value,_modifiedonbehalfby_value',
].join(',')

/** The five that have waited longest. */
export function oldestPendingMails(senderId: string): string {
  const { odata } = mailsOf(senderId, MAIL.pendingSend)
  return `emails?$select=${PENDING_MAIL}&$filter=${spaced(odata)}&$orderby=createdon%20asc&$top=5`
}

export function newestPending(senderId: string): string {
  return newestMail(senderId, { status: MAIL.pendingSend, column: 'createdon' })
}

export function newestSent(senderId: string): string {
  return newestMail(senderId, { status: MAIL.sent, column: 'senton' })
}

/** Of those that left, the one that was submitted last. */
export function lastSubmittedSent(senderId: string): string {
  const { odata } = mailsOf(senderId, MAIL.sent)
  return `emails?$select=createdon,actualend,senton&$filter=${spaced(odata)}&$orderby=${spaced('actualend desc')}&$top=1`
}

/** E-mails that failed since `moment`. */
export function failedMails(senderId: string, moment: string): string {
  return aggregateMails({
    results: {
      ...COUNT,
      oldest: { column: 'modifiedon', by: 'min' },
      newest: { column: 'modifiedon', by: 'max' },
    },
    conditions: [...mailsOf(senderId, MAIL.failed).xml, condition('modifiedon', 'ge', moment)],
  })
}

/** Drafts since `moment` that others made in the sender's name, by their maker. */
export function draftsByOthers(senderId: string, moment: string): string {
  return aggregateMails({
    results: {
      ...COUNT,
      oldest: { column: 'createdon', by: 'min' },
      newest: { column: 'createdon', by: 'max' },
      maker: { column: 'createdby', by: 'group' },
      caller: { column: 'createdonbehalfby', by: 'group' },
      workflow: { column: 'isworkflowcreated', by: 'group' },
    },
    conditions: draftsByOthersOf(senderId, moment).xml,
  })
}

/**
 * The newest of them, one by one: when each was made. Those of classic workflows need no further evidence. An aggregate
 * groups by days at best. https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/aggregate-data
 */
export function timesOfDrafts(senderId: string, moment: string): string {
  const filter = `${draftsByOthersOf(senderId, moment).odata} and (isworkflowcreated eq false or isworkflowcreated eq null)`
  const columns = 'createdon,_createdby_value,_createdonbehalfby_value'
  return `emails?$select=${columns}&$filter=${spaced(filter)}&$orderby=${spaced('createdon desc')}&$top=50`
}

export function importedDrafts(senderId: string, moment: string): string {
  const imported = anyOf(condition('importsequencenumber', 'not-null'), condition('overriddencreatedon', 'not-null'))
  return countMails(mailsOf(senderId, MAIL.draft), condition('createdon', 'ge', moment), imported)
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

function countMails({ xml }: MailFilter, ...more: readonly string[]): string {
  return aggregateMails({ results: COUNT, conditions: [...xml, ...more] })
}

interface Newest {
  readonly status: MailStatus
  readonly column: 'createdon' | 'senton'
}

function newestMail(senderId: string, { status, column }: Newest): string {
  const { odata } = mailsOf(senderId, status)
  return `emails?$select=${column}&$filter=${spaced(odata)}&$orderby=${spaced(`${column} desc`)}&$top=1`
}
