import type { Case } from '../../case/case.js'
import { type Diagnosis, type Problem, problemsOf } from '../../diagnosis/diagnosis.js'
import { type MailboxFault, mailboxFaults } from '../../faults/mailboxFaults.js'
import { isCuredBy, type Remedy, remedyOf } from '../../repair/remedy.js'
import type { Responsible } from '../triage.js'

/** Whose turn it is, as the case itself tells; null: the bot is at work, so it stays whose it was. */
export function responsibleFor({ phase, owner }: Case, remedies: readonly Remedy[]): Responsible | null {
  switch (phase.name) {
    case 'intake':
      return owner.helpdesk ? 'helpdesk' : 'sender'
    case 'diagnosed':
      return responsibleIn(phase.diagnosis, remedies)
    case 'asking':
      return phase.reached === 'none' ? 'helpdesk' : 'sender'
    case 'offered':
      return remedyOf(remedies, phase.remedy)?.decides === 'sender' ? 'sender' : 'dynamicsAdministrator'
    default:
      return null
  }
}

/** Whoever can remove what blocks. Where nothing is known to block, or it ends by itself, the helpdesk looks. */
function responsibleIn(diagnosis: Diagnosis, remedies: readonly Remedy[]): Responsible {
  const problem = leadIn(diagnosis)
  if (!problem) return 'helpdesk'
  const { acts } = problem
  if (acts) return acts === 'nobody' ? 'helpdesk' : acts
  const fault = mailboxFaults.find(({ id }) => problem.cause?.key === `faults.${id}.name`)
  if (fault) return ofFault(fault)
  const cure = remedies.find(remedy => remedy.purpose === 'cure' && isCuredBy(problem, remedy))
  return cure?.decides === 'sender' || cure?.isOwnersRight ? 'sender' : 'dynamicsAdministrator'
}

function ofFault({ acts }: MailboxFault): Responsible {
  if (acts === 'exchangeAdministrator') return 'microsoft365Administrator'
  return acts === 'microsoft' ? 'helpdesk' : acts
}

/** The problem that a case is about: the first that blocks, else the first that accounts for mail; null: there is none. */
export function leadIn(diagnosis: Diagnosis): Problem | null {
  if (diagnosis.verdict !== 'causeFound') return null
  const accounts = ({ severity, explains }: Problem) => severity === 'blocking' || explains !== undefined
  return problemsOf(diagnosis).find(accounts) ?? null
}
