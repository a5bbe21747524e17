import type { Check } from '../domain/diagnosis/check.js'
import { actingAccountDisabled } from './acting/actingAccountDisabled.js'
import { actingAccountUnknown } from './acting/actingAccountUnknown.js'
import { heldJobs } from './acting/heldJobs.js'
import { queueAccess } from './acting/queueAccess.js'
import { sendAsDepth } from './acting/sendAsDepth.js'
import { sendAsPrivilege } from './acting/sendAsPrivilege.js'
import { senderConsent } from './acting/senderConsent.js'
import { everybodyWaits } from './mail/everybodyWaits.js'
import { failedMails } from './mail/failedMails.js'
import { justWaiting } from './mail/justWaiting.js'
import { notSubmitted } from './mail/notSubmitted.js'
import { routerRefused } from './mail/routerRefused.js'
import { routerRetired } from './mail/routerRetired.js'
import { sendLater } from './mail/sendLater.js'
import { slowlyLeaving } from './mail/slowlyLeaving.js'
import { addressMismatch } from './mailbox/addressMismatch.js'
import { delegatedSending } from './mailbox/delegatedSending.js'
import { deliveryMethod } from './mailbox/deliveryMethod.js'
import { mailboxInactive } from './mailbox/mailboxInactive.js'
import { mailboxNotApproved } from './mailbox/mailboxNotApproved.js'
import { mailboxNotEnabled } from './mailbox/mailboxNotEnabled.js'
import { mailboxPostponed } from './mailbox/mailboxPostponed.js'
import { noMailbox } from './mailbox/noMailbox.js'
import { otherMailboxError } from './mailbox/otherMailboxError.js'
import { queueOwnerWithoutRole } from './mailbox/queueOwnerWithoutRole.js'
import { serverProfile } from './mailbox/serverProfile.js'
import { senderDisabled } from './sender/senderDisabled.js'
import { senderUnknown } from './sender/senderUnknown.js'
import { senderUnlicensed } from './sender/senderUnlicensed.js'

/**
 * All checks, in the order in which a diagnosis explains them: who sends, whether they may (gate 1), whether the mailbox
 * sends (gate 2), and what else becomes of the mail. A new cause takes one file and one line here.
 */
export const checks: readonly Check[] = [
  senderUnknown,
  senderDisabled,
  senderUnlicensed,
  actingAccountUnknown,
  actingAccountDisabled,
  senderConsent,
  sendAsPrivilege,
  sendAsDepth,
  queueAccess,
  heldJobs,
  noMailbox,
  mailboxInactive,
  deliveryMethod,
  mailboxNotApproved,
  serverProfile,
  mailboxNotEnabled,
  addressMismatch,
  delegatedSending,
  otherMailboxError,
  notSubmitted,
  everybodyWaits,
  mailboxPostponed,
  sendLater,
  slowlyLeaving,
  justWaiting,
  failedMails,
  queueOwnerWithoutRole,
  routerRefused,
  routerRetired,
]
