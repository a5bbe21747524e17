import type { Check } from '../domain/diagnosis/diagnosis.js'
import { deliveryMethod } from './deliveryMethod.js'
import { justWaiting } from './justWaiting.js'
import { mailboxNotApproved } from './mailboxNotApproved.js'
import { notTheRouter } from './notTheRouter.js'
import { otherMailboxError } from './otherMailboxError.js'
import { queueSender } from './queueSender.js'
import { routerAccountDisabled } from './routerAccountDisabled.js'
import { routerAccountUnknown } from './routerAccountUnknown.js'
import { routerPrivilege } from './routerPrivilege.js'
import { routerPrivilegeDepth } from './routerPrivilegeDepth.js'
import { routerRetired } from './routerRetired.js'
import { senderConsent } from './senderConsent.js'
import { senderDisabled } from './senderDisabled.js'
import { senderUnknown } from './senderUnknown.js'

/** All checks, in the order in which a diagnosis explains them. A new cause takes one file and one line here. */
export const checks: readonly Check[] = [
  senderUnknown,
  routerAccountUnknown,
  routerAccountDisabled,
  senderDisabled,
  notTheRouter,
  deliveryMethod,
  mailboxNotApproved,
  senderConsent,
  routerPrivilege,
  routerPrivilegeDepth,
  queueSender,
  otherMailboxError,
  justWaiting,
  routerRetired,
]
