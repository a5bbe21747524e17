import { odataGuid } from '../../http/literals.js'
import { allOf, anyOf, condition } from './fetchXml.js'

/**
 * Which e-mails a question is about. A filter has both spellings, since FetchXML counts what OData lists, and both have to
 * mean the same e-mails.
 */
export interface MailFilter {
  readonly xml: readonly string[]
  readonly odata: string
}

/** email.statuscode */
export const MAIL = { draft: 1, sent: 3, pendingSend: 6, failed: 8 } as const
export type MailStatus = (typeof MAIL)[keyof typeof MAIL]

/** Outgoing e-mails of anybody. */
export function outgoing(status: MailStatus): MailFilter {
  return {
    xml: [condition('statuscode', 'eq', String(status)), condition('directioncode', 'eq', '1')],
    odata: `statuscode eq ${status} and directioncode eq true`,
  }
}

/** Outgoing e-mails of a user or a queue. */
export function mailsOf(senderId: string, status: MailStatus): MailFilter {
  const id = odataGuid(senderId)
  return combined({ xml: [condition('emailsender', 'eq', id)], odata: `_emailsender_value eq ${id}` }, outgoing(status))
}

/** Drafts in the sender's name since `moment`. Imported rows are never among them. */
export function draftsOf(senderId: string, moment: string): MailFilter {
  return combined(mailsOf(senderId, MAIL.draft), young(moment), NOT_IMPORTED)
}

/** Those of them that others made, or caused the sender to make. */
export function draftsByOthersOf(senderId: string, moment: string): MailFilter {
  const sender = odataGuid(senderId)
  const others: MailFilter = {
    xml: [
      anyOf(
        condition('createdby', 'ne', sender),
        allOf(condition('createdonbehalfby', 'not-null'), condition('createdonbehalfby', 'ne', sender)),
      ),
    ],
    odata: `(_createdby_value ne ${sender} or (_createdonbehalfby_value ne null and _createdonbehalfby_value ne ${sender}))`,
  }
  return combined(draftsOf(senderId, moment), others)
}

/** Drafts since `moment` that this account made in anybody's name. */
export function draftsBy(accountId: string, moment: string): MailFilter {
  return combined(outgoing(MAIL.draft), young(moment), NOT_IMPORTED, madeBy([accountId]))
}

/** The sender's e-mails whose status was set without the Send request. Imported rows do not count. */
export function notSubmittedOf(senderId: string): MailFilter {
  return combined(mailsOf(senderId, MAIL.pendingSend), empty('deliveryattempts'), empty('trackingtoken'), NOT_IMPORTED)
}

/** What one of these accounts made, or caused another one to make. */
export function madeBy(accountIds: readonly string[]): MailFilter {
  const makers = accountIds
    .map(odataGuid)
    .flatMap(id => ['createdby', 'createdonbehalfby'].map(by => [by, id] as const))
  return {
    xml: [anyOf(...makers.map(([by, id]) => condition(by, 'eq', id)))],
    odata: `(${makers.map(([by, id]) => `_${by}_value eq ${id}`).join(' or ')})`,
  }
}

/** E-mails that all filters let through. */
export function combined(...filters: readonly MailFilter[]): MailFilter {
  return { xml: filters.flatMap(({ xml }) => xml), odata: filters.map(({ odata }) => odata).join(' and ') }
}

function young(moment: string): MailFilter {
  return { xml: [condition('createdon', 'ge', moment)], odata: `createdon ge ${moment}` }
}

function empty(column: string): MailFilter {
  return { xml: [condition(column, 'null')], odata: `${column} eq null` }
}

const NOT_IMPORTED = combined(empty('importsequencenumber'), empty('overriddencreatedon'))
