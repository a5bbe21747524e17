import type { Check } from '../domain/diagnosis/diagnosis.js'
import { deliveryMethod } from './deliveryMethod.js'
import { justWaiting } from './justWaiting.js'
import { mailboxNotApproved } from './mailboxNotApproved.js'
import { notTheRouter } from './notTheRouter.js'
import { otherMailboxError } from './otherMailboxError.js'
import { queueAccess } from './queueAccess.js'
import { actingAccountDisabled } from './actingAccountDisabled.js'
import { actingAccountUnknown } from './actingAccountUnknown.js'
import { sendAsPrivilege } from './sendAsPrivilege.js'
import { sendAsDepth } from './sendAsDepth.js'
import { routerRetired } from './routerRetired.js'
import { senderConsent } from './senderConsent.js'
import { senderDisabled } from './senderDisabled.js'
import { senderUnknown } from './senderUnknown.js'

/** All checks, in the order in which a diagnosis explains them. A new cause takes one file and one line here. */
export const checks: readonly Check[] = [
  senderUnknown,
  actingAccountUnknown,
  actingAccountDisabled,
  senderDisabled,
  notTheRouter,
  deliveryMethod,
  mailboxNotApproved,
  senderConsent,
  sendAsPrivilege,
  sendAsDepth,
  queueAccess,
  otherMailboxError,
  justWaiting,
  routerRetired,
]
