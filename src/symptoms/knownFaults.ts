import { LEARN, SALES } from '../domain/faults/known/articles.js'
import { type FaultName, type MailboxFault, mailboxFaults } from '../domain/faults/mailboxFaults.js'
import type { FaultId } from '../domain/messageKey.js'

/** What to do about a fault. */
export interface KnownFault {
  /** Who may have to act: keys below `acts`. */
  readonly acts: readonly MailboxFault['acts'][]
  /** The support article about it: https URL. */
  readonly article: string
}

/** The two faults with checks of their own. */
const OWN: Readonly<Record<Exclude<FaultName, FaultId>, KnownFault>> = {
  sendAs: {
    acts: ['sender', 'dynamicsAdministrator'],
    article: `${SALES}/email-router-fails-send-email`,
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

/** Throws for an unknown id, which no reading contains. */
export function knownFault(id: FaultName): KnownFault {
  const fault = KNOWN.get(id)
  if (!fault) throw new Error(`No fault has the id ${id}`)
  return fault
}
