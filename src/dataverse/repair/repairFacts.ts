import type { RepairFactsRequest } from '../../app/ports.js'
import type { Backlog } from '../../domain/diagnosis/facts.js'
import { isGuid } from '../../domain/guid.js'
import { excerpt } from '../../domain/parsedMessage.js'
import type { RepairFactName } from '../../domain/repair/remedy.js'
import type { Parties, RepairFacts, RowSeen, WaitingMail } from '../../domain/repair/repair.js'
import { backlogOf } from '../facts/backlogQueries.js'
import { notGathered } from '../facts/factEntry.js'
import { type FactQuery, type Query, type ReadContext, readNamed } from '../facts/factQuestions.js'
import * as queries from '../facts/queries.js'
import { boolean, date, key, text } from '../facts/rowFields.js'
import type { ReadPrivilege } from '../facts/sight.js'
import { malformed, NOT_THERE, rowsOf } from '../http/responses.js'
import * as repairQueries from './repairQueries.js'
import { type RolesAround, rolesAround, rolesSeen } from './rolesAround.js'
import { statesOf } from './writeStates.js'

/** What a remedy's plans are made from, bypassing every cache: everything on one trip, and the contents of the roles on a second. */
export async function prepare(preparing: RepairFactsRequest, reading: ReadContext): Promise<RepairFacts> {
  const strong: ReadContext = { ...reading, call: { ...reading.call, strong: true } }
  const { applied } = preparing
  const wants = (name: RepairFactName) => preparing.reads.includes(name)
  const { around, ...found } = await readNamed(askedBy(preparing, reading), strong)
  return {
    ...(wants('roles') && { roles: around?.ok ? await rolesSeen(around.value, strong) : (around ?? noAccount) }),
    ...(wants('states') && applied && { states: await statesOf(applied.writes, strong) }),
    ...found,
  }
}

interface AskedFacts {
  readonly settings: FactQuery<RowSeen | null>
  readonly backlog: FactQuery<Backlog | null>
  readonly mails: FactQuery<readonly WaitingMail[]>
  readonly chosenMails: FactQuery<readonly WaitingMail[]>
  readonly around: FactQuery<RolesAround>
}

function askedBy({ reads, parties, chosen = [], own }: RepairFactsRequest, reading: ReadContext): Partial<AskedFacts> {
  const { sender, account } = parties
  const wants = (name: RepairFactName) => reads.includes(name)
  const theChosen = chosenMails(sender.id, chosen.filter(isGuid), own)
  return {
    ...(wants('settings') && { settings: settingsOf(sender.id) }),
    ...(wants('roles') && account && { around: rolesOf(account) }),
    ...(wants('mails') && own && { mails: { question: oldestMails(sender.id), ...ofMails } }),
    ...(wants('chosenMails') && { chosenMails: { question: theChosen, ...ofMails } }),
    ...(wants('backlog') && { backlog: backlog(sender.id, reading) }),
  }
}

function rolesOf(account: NonNullable<Parties['account']>): FactQuery<RolesAround> {
  return { question: rolesAround(account), privilege: 'prvReadRole', whole: () => ROLES }
}

/** Who else gains something and which names are taken can be told only from complete sets of these. */
const ROLES: readonly ReadPrivilege[] = ['prvReadRole', 'prvReadUser', 'prvReadTeam', 'prvReadBusinessUnit']

/** The sender agrees to all of their e-mails leaving, so all of them have to be visible. */
const ofMails = { privilege: 'prvReadActivity', whole: (): readonly ReadPrivilege[] => ['prvReadActivity'] }

const noAccount = notGathered('needs routerAccounts')

function backlog(senderId: string, { now }: ReadContext) {
  return { question: backlogOf(senderId, now), ...ofMails }
}

function settingsOf(userId: string): FactQuery<RowSeen | null> {
  const question: Query<RowSeen | null> = {
    paths: [queries.userSettings(userId)],
    mayBeGone: true,
    read: ([row = NOT_THERE]) => {
      if (row === NOT_THERE) return null
      const issendasallowed = boolean(row.issendasallowed)
      if (issendasallowed === null && row.issendasallowed != null)
        throw malformed('an option that is neither on nor off')
      return { etag: etagOf(row), values: { issendasallowed } }
    },
  }
  return { question, privilege: 'prvReadUserSettings', whole: row => (row ? [] : ['prvReadUserSettings']) }
}

function oldestMails(senderId: string): Query<readonly WaitingMail[]> {
  return { paths: [repairQueries.oldestMails(senderId)], read: ([answer]) => rowsOf(answer).map(mailOf) }
}

/** The chosen e-mails that are still waiting. */
function chosenMails(senderId: string, ids: readonly string[], personal: boolean): Query<readonly WaitingMail[]> {
  if (ids.length === 0) return { paths: [], read: () => [] }
  return {
    paths: [repairQueries.waitingMails(senderId, ids, personal)],
    read: ([answer]) => rowsOf(answer).map(mailOf),
  }
}

function mailOf(row: Readonly<Record<string, unknown>>): WaitingMail {
  return {
    id: key(row, 'activityid'),
    etag: etagOf(row),
    subject: excerpt(text(row.subject) ?? '', MOST_CHARACTERS),
    // "a@example.com;b@example.com;"
    to: excerpt((text(row.torecipients) ?? '').split(';').filter(Boolean).join(', '), MOST_CHARACTERS),
    createdOn: date(row.createdon) ?? '',
  }
}

/** Long enough to recognize an e-mail. A hundred are kept with the case until the offer is answered. */
const MOST_CHARACTERS = 80

function etagOf(row: Readonly<Record<string, unknown>>): string {
  const etag = text(row['@odata.etag'])
  if (etag === null) throw malformed('a row without an ETag')
  return etag
}
