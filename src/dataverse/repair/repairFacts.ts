import type { RepairFactsRequest } from '../../app/ports.js'
import type { Backlog } from '../../domain/diagnosis/facts.js'
import { isGuid } from '../../domain/guid.js'
import { excerpt } from '../../domain/parsedMessage.js'
import type { RepairFactName } from '../../domain/repair/remedy.js'
import type { Parties, RepairFacts, RowSeen, WaitingJob, WaitingMail } from '../../domain/repair/repair.js'
import { lookBackStart, notGathered } from '../facts/entries/factEntry.js'
import { backlogOf } from '../facts/entries/mailQueries.js'
import { type FactQuery, type Query, type ReadContext, readNamed } from '../facts/factQuestions.js'
import * as queries from '../facts/queries.js'
import { boolean, date, key, number, text } from '../facts/rowFields.js'
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
  readonly mailbox: FactQuery<RowSeen | null>
  readonly jobs: FactQuery<readonly WaitingJob[]>
  readonly drafts: FactQuery<readonly WaitingMail[]>
  readonly notSubmitted: FactQuery<readonly WaitingMail[]>
}

function askedBy({ reads, parties, chosen = [], own }: RepairFactsRequest, reading: ReadContext): Partial<AskedFacts> {
  const { sender, account, mailboxId = null, actingIds = [], jobOwnerIds = [] } = parties
  const since = lookBackStart(reading)
  const wants = (name: RepairFactName) => reads.includes(name)
  const theChosen = chosenMails(sender.id, chosen.filter(isGuid), own)
  return {
    ...(wants('settings') && { settings: settingsOf(sender.id) }),
    ...(wants('roles') && account && { around: rolesOf(account, since) }),
    ...(wants('mails') && own && { mails: { question: oldestMails(sender.id), ...ofMails } }),
    ...(wants('chosenMails') && { chosenMails: { question: theChosen, ...ofMails } }),
    ...(wants('backlog') && { backlog: backlog(sender.id, reading) }),
    ...(wants('mailbox') && { mailbox: mailboxOf(mailboxId) }),
    ...(wants('jobs') && { jobs: jobsOf(jobOwnerIds) }),
    ...(wants('drafts') && {
      drafts: { question: draftsOf({ senderId: sender.id, makerIds: actingIds, since, own }), ...ofMails },
    }),
    ...(wants('notSubmitted') && {
      notSubmitted: { question: listOf(repairQueries.notSubmitted(sender.id, own)), ...ofMails },
    }),
  }
}

function rolesOf(account: NonNullable<Parties['account']>, since: string): FactQuery<RolesAround> {
  return { question: rolesAround(account, since), privilege: 'prvReadRole', whole: () => ROLES }
}

/** Who else gains something and which names are taken can be told only from complete sets of these. */
const ROLES: readonly ReadPrivilege[] = [
  'prvReadRole',
  'prvReadUser',
  'prvReadTeam',
  'prvReadBusinessUnit',
  'prvReadActivity',
]

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

function mailboxOf(mailboxId: string | null): FactQuery<RowSeen | null> {
  if (mailboxId === null) return { question: { paths: [], read: () => null } }
  const question: Query<RowSeen | null> = {
    paths: [repairQueries.mailboxById(mailboxId)],
    mayBeGone: true,
    read: ([row = NOT_THERE]) => {
      if (row === NOT_THERE) return null
      const values = {
        testemailconfigurationscheduled: boolean(row.testemailconfigurationscheduled),
        outgoingemaildeliverymethod: number(row.outgoingemaildeliverymethod),
        emailrouteraccessapproval: number(row.emailrouteraccessapproval),
      }
      return { etag: etagOf(row), values }
    },
  }
  return { question, privilege: 'prvReadMailbox', whole: row => (row ? [] : ['prvReadMailbox']) }
}

/** asyncoperation rows may have no ETag. */
const ANY_ETAG = '*'

function jobsOf(ownerIds: readonly string[]): FactQuery<readonly WaitingJob[]> {
  if (ownerIds.length === 0) return { question: { paths: [], read: () => [] } }
  const question: Query<readonly WaitingJob[]> = {
    paths: [repairQueries.waitingJobs(ownerIds)],
    read: ([answer]) =>
      rowsOf(answer).map(row => ({
        id: key(row, 'asyncoperationid'),
        etag: text(row['@odata.etag']) ?? ANY_ETAG,
        name: excerpt(text(row.name) ?? '', MOST_CHARACTERS),
        about: text(row.primaryentitytype),
        createdOn: date(row.createdon) ?? '',
      })),
  }
  return { question, privilege: 'prvReadAsyncOperation', whole: () => ['prvReadAsyncOperation'] }
}

function draftsOf(asked: repairQueries.DraftsAsked): Query<readonly WaitingMail[]> {
  if (asked.makerIds.length === 0) return { paths: [], read: () => [] }
  return listOf(repairQueries.draftsMadeBy(asked))
}

function listOf(path: string): Query<readonly WaitingMail[]> {
  return { paths: [path], read: ([answer]) => rowsOf(answer).map(draftOf) }
}

function draftOf(row: Readonly<Record<string, unknown>>): WaitingMail {
  return { ...mailOf(row), maker: key(row, '_createdby_value'), attachments: number(row.attachmentcount) ?? 0 }
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
