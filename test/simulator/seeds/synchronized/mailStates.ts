import { synchronizationIn } from '../../background/synchronization.js'
import { type Database, iso, type Row } from '../../rows/database.js'
import { principalOf } from '../../rows/security.js'
import { changeMail, STATUS } from '../../sending/mails.js'
import { insertDraft } from '../../sending/newMail.js'
import { sendEmail } from '../../sending/sendEmail.js'

export interface MailState {
  /** Age. */
  readonly minutes: number
  /** Default: Pending Send. `set`: the status was set to Pending Send without SendEmail. */
  readonly status?: 'draft' | 'pending' | 'set' | 'sent' | 'failed'
  /** How long ago it left or failed; default: a minute after it was handed over. */
  readonly sentMinutes?: number
  /** Key of whoever made it, and handed it over; default: the sender. */
  readonly maker?: string
  /** In how many minutes it may leave at the earliest. */
  readonly laterMinutes?: number
  readonly subject?: string
  /** It came with an import, which sets importsequencenumber and overriddencreatedon. */
  readonly imported?: boolean
}

interface Draft {
  readonly maker: Row
  readonly sender: Row
  readonly to: string
  readonly subject: string
  readonly activityid: string
}

/** Makes an e-mail in the past, and brings it into a state by the rules of the simulator. */
export function insertMail(db: Database, draft: Draft, state: MailState & { readonly now: Date }): void {
  const { now, minutes, status = 'pending', sentMinutes = minutes - 1, laterMinutes, imported = false } = state
  const moment = (ago: number) => new Date(now.getTime() - ago * 60_000)
  const at = moment(minutes)
  const mail = insertDraft(db, { ...draft, subject: state.subject ?? draft.subject }, at)
  db.table('email').update(draft.activityid, {
    ...(laterMinutes !== undefined && { delayedemailsendtime: iso(moment(-laterMinutes)) }),
    ...(imported && { importsequencenumber: 1, overriddencreatedon: iso(at) }),
    modifiedon: iso(at),
  })
  const by = { user: draft.maker.systemuserid ?? null }
  if (status === 'set') changeMail(db, mail, { written: { statecode: 1, statuscode: STATUS.pending }, by, at })
  if (status === 'draft' || status === 'set') return
  // People who are disabled today have sent while they were not.
  sendEmail({ db, caller: principalOf(db, { ...draft.maker, isdisabled: false }), now: at }, mail)
  if (status !== 'pending') finish(db, mail, { status, at: moment(sentMinutes) })
}

function finish(db: Database, mail: Row, { status, at }: { status: 'sent' | 'failed'; at: Date }): void {
  const sent = { statecode: 1, statuscode: STATUS.sent, senton: iso(at) }
  const failed = { statecode: 0, statuscode: STATUS.failed }
  const written = { ...(status === 'sent' ? sent : failed), deliveryattempts: 1 }
  changeMail(db, mail, { written, by: synchronizationIn(db), at })
}
