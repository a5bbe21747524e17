import { type Diagnosis, type Problem, problemsOf } from '../domain/diagnosis/diagnosis.js'
import { type MailboxFault, mailboxFaults } from '../domain/faults/mailboxFaults.js'
import { isCuredBy, type Remedy } from '../domain/repair/remedy.js'
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

/** The account that a repair is about, as sentences name it. */
export function accountArgs(diagnosis: Diagnosis, remedy: Remedy): { readonly as: string; readonly account: string } {
  const cured = problemsOf(diagnosis).find(problem => isCuredBy(problem, remedy))
  const { as = diagnosis.channel === 'synchronization' ? 'named' : 'router', account = '' } = cured?.message.args ?? {}
  return { as: String(as), account: String(account) }
}

export function isAdministrator(acts: Acts): acts is Administrator {
  return ADMINISTRATORS.includes(acts)
}
