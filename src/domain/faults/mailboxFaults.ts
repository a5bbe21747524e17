import type { Direction } from './direction.js'
import { exchange } from './known/exchange.js'
import { general } from './known/general.js'
import { mailboxRecords } from './known/mailboxRecords.js'
import { mailServers } from './known/mailServers.js'
import { messages } from './known/messages.js'
import { otherProducts } from './known/otherProducts.js'
import { router } from './known/router.js'
import { routerAccess } from './known/routerAccess.js'
import { sendingRights } from './known/sendingRights.js'
import { users } from './known/users.js'
import type { FaultName, MailboxFault } from './mailboxFault.js'

export type { FaultName, MailboxFault } from './mailboxFault.js'

/** Specific faults come before general ones: if a text matches several equally well, the first of this list counts. */
export const mailboxFaults: readonly MailboxFault[] = [
  ...otherProducts,
  ...sendingRights,
  ...router,
  ...routerAccess,
  ...mailboxRecords,
  ...exchange,
  ...mailServers,
  ...users,
  ...messages,
  ...general,
]

const USUAL: ReadonlyMap<string, Direction> = new Map([
  ['routerDisabled', 'router'],
  ...mailboxFaults.flatMap(({ id, direction }): [string, Direction][] => (direction ? [[id, direction]] : [])),
])

/** What a fault is about where the text does not say; null: it may be about anything. */
export function usualDirection(fault: FaultName): Direction | null {
  return USUAL.get(fault) ?? null
}
