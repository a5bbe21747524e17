import type { Remedy } from '../domain/repair/remedy.js'
import { approveAddress } from './approveAddress.js'
import { deliveryMethod } from './deliveryMethod.js'
import { holdMails } from './holdMails.js'
import { resumeJobs } from './resumeJobs.js'
import { sendAsDepth, sendAsPrivilege } from './sendAsPrivilege.js'
import { sendDrafts, submitMails } from './sendDrafts.js'
import { senderConsent } from './senderConsent.js'
import { testMailbox } from './testMailbox.js'
import { undo } from './undo.js'

/** All repairs, in the order in which they are offered. A new repair takes one file and one line here. */
export const remedies: readonly Remedy[] = [
  senderConsent,
  sendAsPrivilege,
  sendAsDepth,
  resumeJobs,
  sendDrafts,
  deliveryMethod,
  approveAddress,
  testMailbox,
  submitMails,
  holdMails,
  undo,
]
