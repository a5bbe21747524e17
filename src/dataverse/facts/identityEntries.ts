import type { BusinessUnit, FactSheet, Sender, User } from '../../domain/diagnosis/facts.js'
import { reachOf, singleOf } from '../../domain/diagnosis/sendAs.js'
import { type Json, malformed, notThere, rowsOf } from '../http/responses.js'
import { entry, given, notGathered } from './factEntry.js'
import * as queries from './queries.js'
import { businessUnitOf, mailSettingsOf, queueOf, text, userOf, versionOf } from './rowFields.js'

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
      isOnline(known.target.organization?.url ?? '')
        ? given(known, { online: true })
        : {
            paths: [queries.currentOrganization()],
            // Only the hosted platform assigns an environment id.
            read: ([answer]) => ({ online: text(detailOf(answer).EnvironmentId) !== null }),
          },
  }),
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
    whole: () => ['prvReadUser'],
    ask({ target }) {
      const name = target.routerAccount ?? target.organization?.routerAccount
      if (!name) return { fact: notGathered('no router account was named') }
      return { paths: [queries.usersByName(name)], read: ([users]) => best(usersIn(users), name) }
    },
  }),
  entry({
    fact: 'businessUnits',
    privilege: 'prvReadBusinessUnit',
    whole: (units, { facts }) => (isClear(units, facts) ? [] : ['prvReadBusinessUnit']),
    ask: () => ({ paths: [queries.businessUnits()], read: ([units]) => rowsOf(units).map(businessUnitOf) }),
  }),
]

/** Microsoft's clouds. https://learn.microsoft.com/power-platform/admin/new-datacenter-regions */
const ONLINE = /\.(dynamics\.com|microsoftdynamics\.us|appsplatform\.us|dynamics\.cn)$/

function isOnline(url: string): boolean {
  return URL.canParse(url) && ONLINE.test(new URL(url).hostname)
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

/** Whether these units, even if they are not all of them, show how far the account's privilege reaches and what the sender's unit is called. */
function isClear(units: readonly BusinessUnit[], { senders, sendAsPrivilege }: FactSheet): boolean {
  const sender = senders?.ok ? singleOf(senders.value) : null
  const grants = sendAsPrivilege?.ok ? sendAsPrivilege.value : null
  if (sender?.kind !== 'user' || !grants || grants.length === 0) return true
  const { businessUnitId } = sender
  const reach = reachOf(grants, businessUnitId, units)
  return reach || (reach === false && units.some(({ id }) => id === businessUnitId))
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
