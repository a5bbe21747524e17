import type { Row } from '../../simulator/rows/database.js'
import type { SimulatedOrganization } from '../../simulator/rows/organization.js'
import { principalOf } from '../../simulator/rows/security.js'
import type { Seeded } from '../../simulator/seeds/seeds.js'
import { STATUS, senderOf } from '../../simulator/sending/mails.js'
import { refusalToSendAs } from '../../simulator/sending/sendAs.js'
import { letPass } from '../situation.js'
import type { Plan } from './routerOrganization.js'
import type { RandomSynchronized } from './synchronizedOrganization.js'

const PATIENCE = 15
const HOUR = 60

/** What becomes of the mail of one sender, tried out with the simulated platform. */
export interface Truth {
  readonly verdict: 'healthy' | 'causeFound' | 'unexplained'
  /** Mail that should have left waits. */
  readonly waits: boolean
  /** An account that tried to send for the sender would be refused again. */
  readonly refused: boolean
  /** What was handed over stays, however long one waits. */
  readonly stuck: boolean
  /** Mail leaves at once. */
  readonly left: boolean
}

export function truthOf(organization: SimulatedOrganization, random: RandomSynchronized): Truth {
  const { plan, senderId } = random
  const mails = () => organization.table('email').where(mail => mail._emailsender_value === senderId)
  const held = heldIn(organization, random, mails())
  const refused = held.accounts.some(account => isRefused(random, account))
  const failed = hasFailed(mails())
  const due = overdueIn(mails())
  const waits = due.length > 0
  const overtaken = plan.overtaken && mails().some(isPending)
  // Settings are judged before any mail waits, too; with delegation only the mail tells whose they are.
  if (!plan.delegated) organization.control.addPending(senderId, 0)
  organization.background.tick()
  const left = mails().every(({ statuscode, activityid }) => statuscode !== STATUS.pending || !due.includes(activityid))
  const leavesLater = waitPatiently(organization, () => mails().some(isPending))
  const stuck = plan.stopped || (!leavesLater && !overtaken)
  const blocked = refused || stuck
  const explained = [
    ...(waits ? [!left && leavesLater] : []),
    ...(held.drafts + held.jobs > 0 ? [held.jobs > 0] : []),
    ...(failed ? [true] : []),
  ]
  const verdict = blocked || explained.length > 0 ? 'causeFound' : 'healthy'
  return {
    verdict: !blocked && explained.includes(false) ? 'unexplained' : verdict,
    waits,
    refused,
    stuck,
    left: waits && left,
  }
}

const isPending = ({ statuscode }: Row) => statuscode === STATUS.pending
const minutesSince = (at: Row[string] | undefined) => (Date.now() - Date.parse(String(at))) / 60_000
const isFuture = (at: Row[string] | undefined) => at != null && minutesSince(at) < 0

/** Ids of the e-mails that should have left. If all are meant to leave later, it is these. */
function overdueIn(mails: readonly Row[]): readonly (Row[string] | undefined)[] {
  const waiting = mails.filter(isPending)
  const age = ({ actualend, createdon, delayedemailsendtime: later }: Row) => {
    const since = minutesSince(actualend ?? createdon)
    return later == null || isFuture(later) ? since : Math.min(since, minutesSince(later))
  }
  const due = waiting.filter(mail => !isFuture(mail.delayedemailsendtime))
  const old = (due.length > 0 ? due : waiting).filter(mail => age(mail) >= PATIENCE)
  return old.map(({ activityid }) => activityid)
}

function hasFailed(mails: readonly Row[]): boolean {
  const newest = (status: number, column: string) =>
    Math.max(0, ...mails.filter(mail => mail.statuscode === status).map(mail => Date.parse(String(mail[column]))))
  return newest(STATUS.failed, 'modifiedon') > newest(STATUS.sent, 'senton')
}

/** Waits for whatever ends by itself: dates, tests, the next hour's share. */
function waitPatiently(organization: SimulatedOrganization, waits: () => boolean): boolean {
  for (let round = 0; round < 6 && waits(); round++) {
    letPass(organization, 2 * HOUR)
    organization.background.tick()
  }
  return !waits()
}

interface Held {
  /** Drafts that somebody certainly tried to send. */
  readonly drafts: number
  /** Jobs that were refused, and whose owners also make mail for this sender. */
  readonly jobs: number
  /** Whoever needs the right to send for the sender. */
  readonly accounts: readonly Row[]
}

function heldIn(organization: SimulatedOrganization, { senderId }: RandomSynchronized, mails: readonly Row[]): Held {
  const makersOf = ({ _createdby_value: maker, _createdonbehalfby_value: caller }: Row) =>
    [maker, caller].filter(id => id != null && id !== senderId)
  const makers = new Set(mails.flatMap(makersOf))
  const refused = organization.table('asyncoperation').where(job => /8004480[DF]/.test(String(job.message)))
  const jobs = refused.filter(({ _ownerid_value: owner }) => makers.has(owner ?? null))
  const owners = jobs.map(({ _ownerid_value: owner }) => owner)
  const user = (id: Row[string] | undefined) => organization.table('systemuser').find(String(id)) ?? {}
  const isService = (id: Row[string] | undefined) => user(id).applicationid != null || user(id).accessmode === 4
  const tried = mails.filter(
    mail =>
      mail.statuscode === STATUS.draft &&
      makersOf(mail).some(id => mail.isworkflowcreated === true || isService(id) || owners.includes(id ?? null)),
  )
  const ids = new Set([...tried.flatMap(makersOf), ...owners])
  return { drafts: tried.length, jobs: jobs.length, accounts: [...ids].map(user) }
}

type Refusable = Pick<RandomSynchronized, 'senderId'> & { readonly seeded: Pick<Seeded, 'db'> }

function isRefused({ seeded: { db }, senderId }: Refusable, account: Row): boolean {
  const sender = senderOf(db, senderId)
  return account.isdisabled === true || !sender || refusalToSendAs(db, principalOf(db, account), sender) !== null
}

/** Whether somebody's draft of a router's organization was to be sent, and whether sending it would be refused. */
export function draftIn(
  { db }: Seeded,
  { draft, version }: Plan,
): { readonly held: boolean; readonly refused: boolean } {
  const [mail] = [...db.table('email').having('statuscode', STATUS.draft)]
  if (!mail || draft === 'person') return { held: false, refused: false }
  const senderId = String(mail._emailsender_value)
  const maker = db.table('systemuser').find(String(mail._createdby_value)) ?? {}
  // The rule about users came with version 8.2.
  const applies = db.table('queue').find(senderId) !== undefined || !version.startsWith('8.1')
  return { held: true, refused: applies && isRefused({ seeded: { db }, senderId }, maker) }
}
