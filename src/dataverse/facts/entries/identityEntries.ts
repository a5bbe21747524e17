import type { BusinessUnit, FactSheet, Sender, User } from '../../../domain/diagnosis/facts.js'
import { cloudOf } from '../../../domain/diagnosis/rows/cloud.js'
import { reachOf } from '../../../domain/diagnosis/sendAs.js'
import { singleOf } from '../../../domain/singleOf.js'
import { type Json, malformed, notThere, rowsOf } from '../../http/responses.js'
import type { Query } from '../factQuestions.js'
import * as queries from '../queries.js'
import { text } from '../rowFields.js'
import { businessUnitOf, queueOf, userOf } from '../rows/accountRows.js'
import { mailSettingsOf, versionOf } from '../rows/organizationRows.js'
import { entry, given, type Known } from './factEntry.js'
import { statementOf } from './statement.js'

/** What the organization is, and who its sender and router account are. */
export const whoEntries = [
  entry({
    fact: 'organization',
    ask: () => ({
      paths: [queries.version()],
      read: ([answer]) => ({ version: versionOf(answer ?? {}) }),
    }),
  }),
  entry({
    fact: 'hosting',
    ask: known =>
      isAddressOfMicrosoft(known)
        ? given(known, { online: true })
        : {
            paths: [queries.currentOrganization()],
            // Only the hosted platform assigns an environment id.
            read: ([answer]) => ({ online: text(detailOf(answer).EnvironmentId) !== null }),
          },
  }),
  entry({
    fact: 'environment',
    ask: () => ({
      paths: [queries.currentOrganization()],
      read: ([answer]) => ({ production: productionIn(detailOf(answer)) }),
    }),
  }),
  entry({ fact: 'statement', ask: known => given(known, statementOf(known.target)) }),
  entry({
    fact: 'mailSettings',
    privilege: 'prvReadOrganization',
    ask: () => ({ paths: [queries.mailSettings()], read: ([answer]) => mailSettingsOf(first(answer)) }),
  }),
  entry({
    fact: 'senders',
    privilege: 'prvReadUser',
    // Others may have the address, too; the row that was read is the one that was chosen.
    whole: (senders, { target: { senderId } }) =>
      senderId && senders.length === 1 ? [] : ['prvReadUser', 'prvReadQueue'],
    ask({ target: { sender = '', senderId } }) {
      const paths = [queries.usersByAddress(sender), queries.queuesByAddress(sender)]
      return { paths, read: ([users, queues]) => sendersIn({ users, queues, sender, senderId }) }
    },
  }),
  entry({
    fact: 'routerAccounts',
    privilege: 'prvReadUser',
    whole: accounts => (accounts ? ['prvReadUser'] : []),
    ask: ({ target, ...known }) =>
      accountsNamed({ target, ...known }, target.scope ? null : target.organization?.routerAccount),
  }),
  entry({
    fact: 'namedAccounts',
    privilege: 'prvReadUser',
    whole: accounts => (accounts ? ['prvReadUser'] : []),
    ask: known => accountsNamed(known, known.target.actingAccount, known.target.actingAccountId),
  }),
  entry({
    fact: 'businessUnits',
    privilege: 'prvReadBusinessUnit',
    whole: (units, { facts }) => (isClear(units, facts) ? [] : ['prvReadBusinessUnit']),
    ask: () => ({ paths: [queries.businessUnits()], read: ([units]) => rowsOf(units).map(businessUnitOf) }),
  }),
]

/** An organization with an address of its own may be hosted by Microsoft all the same. */
function isAddressOfMicrosoft({ target }: Known): boolean {
  return cloudOf(target.organization?.url ?? '') !== null
}

/** `chosenId`: of all that have the name, the one that was chosen. */
function accountsNamed(
  known: Known,
  name: string | null | undefined,
  chosenId?: string,
): Query<readonly User[] | null> {
  if (!name) return given(known, null)
  const found = (users: readonly User[]) =>
    chosenId === undefined ? best(users, name) : users.filter(({ id }) => id === chosenId)
  return { paths: [queries.usersByName(name)], read: ([users]) => found(usersIn(users)) }
}

/** OrganizationType of a production environment; every other one is a sandbox, a trial or a copy of something. */
const PRODUCTION = ['Customer', 'Default']

function productionIn({ OrganizationType: type }: Json): boolean | null {
  return text(type) === null ? null : PRODUCTION.includes(String(type))
}

function detailOf(answer: Json | undefined): Json {
  if (typeof answer?.Detail !== 'object' || answer.Detail === null) throw malformed('the answer has no detail')
  return answer.Detail as Json
}

function first(answer: Json | undefined): Json {
  const [row] = rowsOf(answer)
  if (!row) throw notThere('the row of the organization')
  return row
}

/** Whether these units, even if they are not all of them, show how far each privilege reaches and what the sender's unit is called. */
function isClear(units: readonly BusinessUnit[], { senders, rights }: FactSheet): boolean {
  const sender = senders?.ok ? singleOf(senders.value) : null
  const all = rights?.ok ? rights.value.filter(({ sendAs }) => sendAs.length > 0) : []
  if (sender?.kind !== 'user' || all.length === 0) return true
  const { businessUnitId } = sender
  const isNamed = units.some(({ id }) => id === businessUnitId)
  const reach = all.map(({ sendAs }) => reachOf(sendAs, businessUnitId, units))
  return reach.every(one => one || (one === false && isNamed))
}

interface Found {
  readonly users: Json | undefined
  readonly queues: Json | undefined
  readonly sender: string
  readonly senderId: string | undefined
}

function sendersIn({ users, queues, sender, senderId }: Found): readonly Sender[] {
  const matches: readonly Sender[] = [...best(usersIn(users), sender), ...rowsOf(queues).map(queueOf)]
  return senderId === undefined ? matches : matches.filter(({ id }) => id === senderId.toLowerCase())
}

function usersIn(answer: Json | undefined): readonly User[] {
  return rowsOf(answer).map(userOf)
}

/** A match by address comes before one by sign-in name, and that before one by full name. */
function best(users: readonly User[], name: string): readonly User[] {
  const lowerName = name.toLowerCase()
  const byAddress = users.filter(({ address }) => address?.toLowerCase() === lowerName)
  if (byAddress.length > 0) return byAddress
  const bySignIn = users.filter(({ signInName }) => signInName?.toLowerCase() === lowerName)
  return bySignIn.length > 0 ? bySignIn : users
}
