import type { Preparing } from '../../app/ports.js'
import { excerpt } from '../../domain/parsedMessage.js'
import type { RemedyId, RepairFacts, RowSeen, WaitingMail } from '../../domain/repair/repair.js'
import { backlogOf } from '../facts/backlogQueries.js'
import { notGathered } from '../facts/factEntry.js'
import { type Asked, type Question, type Reading, readNamed } from '../facts/factQuestions.js'
import * as queries from '../facts/queries.js'
import { boolean, date, key, text } from '../facts/rowFields.js'
import type { ReadPrivilege } from '../facts/sight.js'
import { isGuid } from '../http/literals.js'
import { malformed, NOT_THERE, rowsOf } from '../http/responses.js'
import * as repairQueries from './repairQueries.js'
import { rolesAround, rolesSeen } from './rolesAround.js'
import { statesOf } from './writeStates.js'

type Prepare = (preparing: Preparing, reading: Reading) => Promise<RepairFacts>

/** What the plans of a remedy are made from, past every cache. */
export async function prepare(preparing: Preparing, reading: Reading): Promise<RepairFacts> {
  return PREPARE[preparing.remedy](preparing, { ...reading, call: { ...reading.call, strong: true } })
}

const consent: Prepare = ({ parties: { sender }, own }, reading) => {
  const asked = { settings: settingsOf(sender.id), backlog: backlog(sender.id, reading) }
  const mails = { question: oldestMails(sender.id), ...ofMails }
  return own ? readNamed({ ...asked, mails }, reading) : readNamed(asked, reading)
}

const roles: Prepare = async ({ parties: { sender, account } }, reading) => {
  const waiting = backlog(sender.id, reading)
  if (!account) return { roles: noAccount, ...(await readNamed({ backlog: waiting }, reading)) }
  const question = rolesAround(account)
  const asked = { around: { question, privilege: 'prvReadRole', whole: () => ROLES }, backlog: waiting }
  const { around, ...found } = await readNamed(asked, reading)
  return { roles: around.ok ? await rolesSeen(around.value, reading) : around, ...found }
}

/** Who else gains something, which names are taken: all of that takes the whole of these. */
const ROLES: readonly ReadPrivilege[] = ['prvReadRole', 'prvReadUser', 'prvReadTeam', 'prvReadBusinessUnit']

/** What somebody agrees to are all of their e-mails. */
const ofMails = { privilege: 'prvReadActivity', whole: (): readonly ReadPrivilege[] => ['prvReadActivity'] }

const noAccount = notGathered('needs routerAccounts')

const hold: Prepare = ({ parties: { sender }, chosen = [], own }, reading) => {
  const mails = { question: chosenMails(sender.id, chosen.filter(isGuid), own), ...ofMails }
  return readNamed({ mails, backlog: backlog(sender.id, reading) }, reading)
}

const undo: Prepare = async ({ applied }, reading) =>
  applied ? { states: await statesOf(applied.writes, reading) } : {}

const PREPARE: Readonly<Record<RemedyId, Prepare>> = {
  senderConsent: consent,
  routerPrivilege: roles,
  routerPrivilegeDepth: roles,
  holdMails: hold,
  undo,
}

function backlog(senderId: string, { now }: Reading) {
  return { question: backlogOf(senderId, now), ...ofMails }
}

function settingsOf(userId: string): Asked<RowSeen | null> {
  const question: Question<RowSeen | null> = {
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

function oldestMails(senderId: string): Question<readonly WaitingMail[]> {
  return { paths: [repairQueries.oldestMails(senderId)], read: ([answer]) => rowsOf(answer).map(mailOf) }
}

/** Those that are still waiting. */
function chosenMails(senderId: string, ids: readonly string[], personal: boolean): Question<readonly WaitingMail[]> {
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

/** Enough to know an e-mail by. A hundred of them are kept with the case until the offer is answered. */
const MOST_CHARACTERS = 80

function etagOf(row: Readonly<Record<string, unknown>>): string {
  const etag = text(row['@odata.etag'])
  if (etag === null) throw malformed('a row without an ETag')
  return etag
}
