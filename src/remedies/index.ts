import type { Planner, RemedyId } from '../domain/repair/repair.js'
import { holdMails } from './holdMails.js'
import { routerPrivilege } from './routerPrivilege.js'
import { senderConsent } from './senderConsent.js'
import { undo } from './undo.js'

const PLANNERS: Readonly<Record<RemedyId, Planner>> = {
  senderConsent,
  routerPrivilege,
  routerPrivilegeDepth: routerPrivilege,
  holdMails,
  undo,
}

export const plansFor: Planner = (repairing, facts) => PLANNERS[repairing.remedy](repairing, facts)
