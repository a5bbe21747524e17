import type { Problem } from '../domain/diagnosis/diagnosis.js'
import { type MailboxFault, mailboxFaults } from '../domain/faults/mailboxFaults.js'
import type { Wording } from './wordings.js'

/** Who has to act: the sender, some administrator, or nobody in particular. */
export type Acts = MailboxFault['acts'] | 'nobody'

type Administrator = Exclude<Acts, 'sender' | 'microsoft' | 'nobody'>

const ADMINISTRATORS: readonly string[] = [
  'dynamicsAdministrator',
  'microsoft365Administrator',
  'exchangeAdministrator',
] satisfies readonly Administrator[]

/** A mailbox fault names the party itself; for everything else the guide does. */
export function actsOn({ guide, cause }: Problem, wording: Wording): Acts {
  const fault = mailboxFaults.find(({ id }) => cause?.key === `faults.${id}.name`)
  if (fault) return fault.acts
  const acts = wording.at(`guides.${guide}.acts`)
  if (acts === 'sender' || acts === 'nobody') return acts
  return 'dynamicsAdministrator'
}

export function isAdministrator(acts: Acts): acts is Administrator {
  return ADMINISTRATORS.includes(acts)
}
