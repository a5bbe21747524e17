import { accountEntries } from './accountEntries.js'
import type { FactEntry } from './factEntry.js'
import { whoEntries } from './identityEntries.js'
import { mailEntries } from './mailEntries.js'
import { organizationEntries } from './organizationEntries.js'
import { senderEntries } from './senderEntries.js'

/**
 * One entry for each fact. Those of the second wave ask about the sender that the first wave found; those of the third about
 * the accounts that the second wave found.
 */
export const waves: readonly [who: readonly FactEntry[], what: readonly FactEntry[], accounts: readonly FactEntry[]] = [
  whoEntries,
  [...senderEntries, ...mailEntries, ...organizationEntries],
  accountEntries,
]
