import type { Remedy } from '../domain/repair/remedy.js'
import { holdMails } from './holdMails.js'
import { routerPrivilege, routerPrivilegeDepth } from './routerPrivilege.js'
import { senderConsent } from './senderConsent.js'
import { undo } from './undo.js'

/** All repairs, in the order in which they are offered. A new repair takes one file and one line here. */
export const remedies: readonly Remedy[] = [senderConsent, routerPrivilege, routerPrivilegeDepth, holdMails, undo]
