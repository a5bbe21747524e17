import { type Database, iso, type Row, type Value } from '../rows/database.js'
import { alertRow } from '../rows/rows.js'
import { STATUS } from './mails.js'

interface Holder {
  readonly db: Database
  /** A user or a queue. */
  readonly sender: Row
  readonly mailbox: Row
}

/** tracelog.level */
const ERROR = 3

/** An error alert on the mailbox or its profile counts until the mailbox works again, or an e-mail has left. */
export function hasOpenAlert({ db, sender, mailbox }: Holder): boolean {
  const regarding = [mailbox.mailboxid, mailbox._emailserverprofile_value].filter(id => id != null)
  const alerts = regarding.flatMap(id => [...db.table('tracelog').having('_regardingobjectid_value', id)])
  const errors = alerts.filter(({ level }) => level === ERROR).map(({ createdon }) => createdon)
  if (errors.length === 0) return false
  const mails = [...db.table('email').having('_emailsender_value', sender.systemuserid ?? sender.queueid ?? null)]
  const sent = mails.filter(({ statuscode }) => statuscode === STATUS.sent).map(({ senton }) => senton)
  return newest(errors) > newest([mailbox.lastsuccessfulsynccompletedon, ...sent])
}

function newest(dates: readonly (Value | undefined)[]): number {
  return dates.reduce<number>((latest, date) => Math.max(latest, date ? Date.parse(String(date)) : 0), 0)
}

interface Text {
  readonly level: number
  readonly text: string
  readonly details?: string
}

export function addAlert(db: Database, mailbox: Row, { now, ...text }: Text & { readonly now: Date }): void {
  db.table('tracelog').insert(alertRow({ ...text, minutesAgo: 0 }, { at: iso(now), mailbox }))
}
