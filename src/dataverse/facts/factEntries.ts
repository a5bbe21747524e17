import type { FactEntry } from './factEntry.js'
import { whoEntries } from './identityEntries.js'
import { routerEntries } from './routerEntries.js'
import { senderEntries } from './senderEntries.js'

/** One entry for each fact. Those of the second wave ask about the sender and the account that the first wave found. */
export const waves: readonly [readonly FactEntry[], readonly FactEntry[]] = [
  whoEntries,
  [...senderEntries, ...routerEntries],
]
