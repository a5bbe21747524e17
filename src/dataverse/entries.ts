import type { Target } from '../domain/case.js'
import type { Fact, FactMissing, FactName, FactSheet, Facts, Sender, User } from '../domain/facts.js'
import { only } from '../domain/sendAs.js'
import { type Json, malformed, rowsOf } from './answers.js'
import * as queries from './queries.js'
import { businessUnitOf, date, grantOf, mailboxOf, number, queueOf, text, userOf } from './rows.js'

/** What is known when a fact is asked for. */
export interface Known {
  readonly target: Target
  /** Mails sent since then are counted: ISO 8601. */
  readonly since: string
  /** ISO 8601. */
  readonly now: string
  /** The facts of the waves before. */
  readonly facts: FactSheet
}

/** Paths to read, and what to make of the answers; or a fact that needs no reading. */
export type Question<T> =
  | { readonly paths: readonly string[]; read(answers: readonly Json[]): T }
  | { readonly fact: Fact<T> }

export interface Entry<K extends FactName = FactName> {
  readonly fact: K
  /** What reading it usually takes; named where Dataverse refuses without naming one. */
  readonly privilege?: string
  ask(known: Known): Question<Facts[K]>
}

const entry = <const K extends FactName>(one: Entry<K>): Entry => one as unknown as Entry

const DAY_MS = 24 * 60 * 60 * 1000

/** One entry for each fact. The second wave asks about the sender and the account that the first one found. */
export const waves: readonly (readonly Entry[])[] = [
  [
    entry({
      fact: 'organization',
      ask: () => ({ paths: [queries.version()], read: ([answer]) => ({ version: text(answer?.Version) ?? '' }) }),
    }),
    entry({
      fact: 'senders',
      privilege: 'prvReadUser',
      ask({ target: { sender = '', senderId } }) {
        const paths = [queries.usersByAddress(sender), queries.queuesByAddress(sender)]
        return { paths, read: ([users, queues]) => sendersIn({ users, queues, sender, senderId }) }
      },
    }),
    entry({
      fact: 'routerAccounts',
      privilege: 'prvReadUser',
      ask({ target }) {
        const name = target.routerAccount ?? target.organization?.routerAccount
        if (!name) return { fact: notGathered('no router account was named') }
        return { paths: [queries.usersByName(name)], read: ([users]) => best(usersIn(users), name) }
      },
    }),
    entry({
      fact: 'businessUnits',
      privilege: 'prvReadBusinessUnit',
      ask: () => ({ paths: [queries.businessUnits()], read: ([units]) => rowsOf(units).map(businessUnitOf) }),
    }),
  ],
  [
    entry({
      fact: 'senderConsent',
      privilege: 'prvReadUserSettings',
      ask: known =>
        ofSender(known, sender => {
          if (sender.kind === 'queue') return { fact: { ok: true, value: null, at: known.now } }
          const read = ([row]: readonly Json[]) => (row?.issendasallowed == null ? null : row.issendasallowed === true)
          return { paths: [queries.userSettings(sender.id)], read }
        }),
    }),
    entry({
      fact: 'senderMailbox',
      privilege: 'prvReadMailbox',
      ask: known =>
        ofSender(known, ({ id }) => ({
          paths: [queries.mailboxesOf(id)],
          read: ([answer]) => {
            const mailboxes = rowsOf(answer).map(mailboxOf)
            return mailboxes.find(({ active }) => active) ?? mailboxes[0] ?? null
          },
        })),
    }),
    entry({
      fact: 'routerPrivilege',
      privilege: 'prvReadRole',
      ask: known =>
        ofOne(known, { fact: 'routerAccounts', found: known.facts.routerAccounts }, account => ({
          paths: [queries.sendAsPrivilege(account.id)],
          read: ([answer]) => rowsOf({ value: answer?.RolePrivileges }).map(grantOf),
        })),
    }),
    entry({
      fact: 'backlog',
      privilege: 'prvReadActivity',
      ask: known =>
        ofSender(known, ({ id }) => {
          const dayAgo = new Date(Date.parse(known.now) - DAY_MS).toISOString()
          const paths = [queries.pendingMails(id), queries.pendingMailsBefore(id, dayAgo)]
          return {
            paths,
            read: ([all, older]) => ({ ...datesIn(all), olderThanADay: countIn(older), asOf: known.now }),
          }
        }),
    }),
    entry({
      fact: 'sentSince',
      privilege: 'prvReadActivity',
      ask: known =>
        ofSender(known, ({ id }) => ({
          paths: [queries.mailsSentSince(id, known.since)],
          read: ([answer]) => ({ since: known.since, count: countIn(answer) }),
        })),
    }),
  ],
]

export function notGathered(detail: string): FactMissing {
  return { ok: false, why: 'notGathered', detail }
}

interface Found {
  readonly users: Json | undefined
  readonly queues: Json | undefined
  readonly sender: string
  readonly senderId: string | undefined
}

function sendersIn({ users, queues, sender, senderId }: Found): readonly Sender[] {
  const found: readonly Sender[] = [...best(usersIn(users), sender), ...rowsOf(queues).map(queueOf)]
  return senderId === undefined ? found : found.filter(({ id }) => id === senderId.toLowerCase())
}

function usersIn(answer: Json | undefined): readonly User[] {
  return rowsOf(answer).map(userOf)
}

/** Whose address it is comes before whose sign-in name it is, and that before whose full name. */
function best(users: readonly User[], name: string): readonly User[] {
  const wanted = name.toLowerCase()
  const byAddress = users.filter(({ address }) => address?.toLowerCase() === wanted)
  if (byAddress.length > 0) return byAddress
  const bySignIn = users.filter(({ signInName }) => signInName?.toLowerCase() === wanted)
  return bySignIn.length > 0 ? bySignIn : users
}

function ofSender<T>(known: Known, ask: (sender: Sender) => Question<T | null>): Question<T | null> {
  return ofOne(known, { fact: 'senders', found: known.facts.senders }, ask)
}

/** Nobody, or several: there is nobody to look at, and null says so. Not seen: nobody knows. */
function ofOne<One, T>(
  { now }: Known,
  { fact, found }: { readonly fact: FactName; readonly found: Fact<readonly One[]> | undefined },
  ask: (one: One) => Question<T | null>,
): Question<T | null> {
  if (!found?.ok) return { fact: notGathered(`needs ${fact}`) }
  const one = only(found.value)
  return one === null ? { fact: { ok: true, value: null, at: now } } : ask(one)
}

/** An aggregate answers with one row, or with none when there is nothing; a row without a count says nothing. */
function countIn(answer: Json | undefined): number {
  const [row] = rowsOf(answer)
  const count = row ? number(row.count) : 0
  if (count === null) throw malformed('the answer has no count')
  return count
}

function datesIn(answer: Json | undefined) {
  const [row] = rowsOf(answer)
  const found = { count: countIn(answer), oldest: date(row?.oldest), newest: date(row?.newest) }
  if (found.count > 0 && (!found.oldest || !found.newest)) throw malformed('e-mails without a date')
  return found
}
