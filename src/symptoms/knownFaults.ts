import { type FaultName, type MailboxFault, mailboxFaults } from '../domain/faults/mailboxFaults.js'
import type { FaultId } from '../domain/messageKey.js'

/** What is known about a fault, whichever list it is on. */
export interface KnownFault {
  /** Whose turn it may be: keys below `acts`. */
  readonly acts: readonly MailboxFault['acts'][]
  /** The support article about it: https URL. */
  readonly article: string
}

const LEARN = 'https://learn.microsoft.com/en-us'

/** The two that have checks of their own. */
const OWN: Readonly<Record<Exclude<FaultName, FaultId>, KnownFault>> = {
  sendAs: {
    acts: ['sender', 'dynamicsAdministrator'],
    article: `${LEARN}/troubleshoot/dynamics-365/sales/email-router-fails-send-email`,
  },
  routerDisabled: {
    acts: ['dynamicsAdministrator'],
    article: `${LEARN}/dynamics365/customerengagement/on-premises/admin/migrate-settings-email-router-server-side-synchronization`,
  },
}

const KNOWN: ReadonlyMap<string, KnownFault> = new Map([
  ...Object.entries(OWN),
  ...mailboxFaults.map(({ id, acts, article }): [FaultName, KnownFault] => [id, { acts: [acts], article }]),
])

/** Throws for an id that no reading can have. */
export function knownFault(id: FaultName): KnownFault {
  const known = KNOWN.get(id)
  if (!known) throw new Error(`No fault has the id ${id}`)
  return known
}
