import type { Remedy } from '../domain/repair/remedy.js'
import { holdMails } from './holdMails.js'
import { routerPrivilege, routerPrivilegeDepth } from './routerPrivilege.js'
import { senderConsent } from './senderConsent.js'
import { undo } from './undo.js'

/** Every repair, in the order in which one is offered before another. A new repair is one file and one line here. */
export const remedies: readonly Remedy[] = [senderConsent, routerPrivilege, routerPrivilegeDepth, holdMails, undo]
