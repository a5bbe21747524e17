import { DAY_MS } from '../../../domain/durations.js'
import { dueBefore } from './emailQueries.js'
import { aggregateMails, allOf, condition, spaced } from './fetchXml.js'
import { MAIL, outgoing } from './mailFilters.js'

/** The mail of the whole organization. */

/** When anybody's mail last left. */
export function lastDeparture(): string {
  const filter = `${outgoing(MAIL.sent).odata} and senton ne null`
  return `emails?$select=senton&$filter=${spaced(filter)}&$orderby=${spaced('senton desc')}&$top=1`
}

/** How many e-mails of how many senders wait, and since when. */
export function waitingSenders(): string {
  return aggregateMails({
    results: {
      senders: { column: 'emailsender', by: 'distinct' },
      mails: { column: 'activityid', by: 'count' },
      oldest: { column: 'createdon', by: 'min' },
    },
    conditions: outgoing(MAIL.pendingSend).xml,
  })
}

/** What a sender meets whose mail can leave, as far as a query can tell. */
export interface InOrder {
  /** Of the mailbox, which also has no alert of level Error from the last day. */
  readonly mailbox: readonly (readonly [column: string, value: string])[]
  /** The sender is a user who lets others send; the business unit comes with it. */
  readonly consent: boolean
}

const CONSENTING = [
  `${link('systemuser', 'systemuserid', 'emailsender')}><attribute name="businessunitid" alias="unit" groupby="true"/>`,
  `${link('usersettings', 'systemuserid', 'systemuserid')}>${allOf(condition('issendasallowed', 'eq', '1'))}</link-entity>`,
  '</link-entity>',
].join('')

/** The senders who are in order and whose overdue mail was submitted last. */
export function overdueInOrder(moment: string, { mailbox, consent }: InOrder): string {
  const filter = allOf(...mailbox.map(([column, value]) => condition(column, 'eq', value)))
  const dayAgo = new Date(Date.parse(moment) - DAY_MS).toISOString()
  const recent = allOf(condition('level', 'eq', '3'), condition('createdon', 'ge', dayAgo))
  const alert = link('tracelog', 'regardingobjectid', 'mailboxid')
  const alerts = `${alert} link-type="outer" alias="alert">${recent}</link-entity>`
  const mailboxes = `${link('mailbox', 'mailboxid', 'sendermailboxid')}>${filter}${alerts}</link-entity>`
  const senders = consent ? CONSENTING : ''
  return aggregateMails({
    results: {
      sender: { column: 'emailsender', by: 'group' },
      newest: { column: 'actualend', by: 'max' },
    },
    conditions: [
      ...outgoing(MAIL.pendingSend).xml,
      condition('actualend', 'lt', moment),
      ...dueBefore(moment).slice(1),
      '<condition entityname="alert" attribute="tracelogid" operator="null"/>',
    ],
    more: `${mailboxes}${senders}<order alias="newest" descending="true"/>`,
    top: 10,
  })
}

/** The start of a link-entity. */
function link(name: string, from: string, to: string): string {
  return `<link-entity name="${name}" from="${from}" to="${to}"`
}

/** Whether any e-mail carries the mark of the Send request. */
export function anySubmitted(): string {
  const filter = 'directioncode eq true and deliveryattempts ne null'
  return `emails?$select=activityid&$filter=${spaced(filter)}&$top=1`
}
