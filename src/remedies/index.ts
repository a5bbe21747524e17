import type { Remedy } from '../domain/repair/remedy.js'
import { holdMails } from './holdMails.js'
import { sendAsPrivilege, sendAsDepth } from './sendAsPrivilege.js'
import { senderConsent } from './senderConsent.js'
import { undo } from './undo.js'

/** All repairs, in the order in which they are offered. A new repair takes one file and one line here. */
export const remedies: readonly Remedy[] = [senderConsent, sendAsPrivilege, sendAsDepth, holdMails, undo]
