import type { Facts, Mailbox, PendingMail, Submission, User } from './facts.js'
import { type Outcome, undetermined } from './finding.js'
import { isPlatform } from './rows/accounts.js'

interface SubmitterFacts extends Pick<Facts, 'accounts' | 'senders' | 'submitterMailboxes'> {
  readonly submission: Submission | null
}

export interface Submitter {
  readonly owner: User
  readonly mailbox: Mailbox | null
}

/** Who submitted an e-mail and their mailbox, or the outcome of a check where that cannot be known. */
export function submitterOf(mail: PendingMail, facts: SubmitterFacts): Submitter | { readonly stop: Outcome } {
  const accounts = [...facts.accounts, ...facts.senders.filter(sender => sender.kind === 'user')]
  const id = submitterId(mail, accounts, facts.submission)
  if (id === null) return { stop: undetermined('submission', 'nothing shows who submitted the e-mail', 'absent') }
  const owner = accounts.find(user => user.id === id)
  const mailbox = facts.submitterMailboxes.find(({ userId }) => userId === id)?.mailbox
  if (!owner || mailbox === undefined)
    return { stop: undetermined('submitterMailboxes', 'the submitter was not read', 'absent') }
  return { owner, mailbox }
}

/**
 * By the strength of the evidence: the audit history; the last modifier, unless that is the platform, which writes last once
 * synchronization has tried; the creator. null: it cannot be known.
 */
function submitterId(mail: PendingMail, accounts: readonly User[], submission: Submission | null): string | null {
  if (submission?.mailId === mail.id) return submission.accountId
  for (const id of [mail.modifiedBy, mail.createdBy]) {
    const user = accounts.find(account => account.id === id)
    // Of somebody who was not read we do not know whether it is the platform.
    if (!user) return null
    if (!isPlatform(user)) return id
  }
  return null
}
