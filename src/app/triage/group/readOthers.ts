import type { Case } from '../../../domain/case/case.js'
import { isCuredBy, remedyOf } from '../../../domain/repair/remedy.js'
import { hashOfAddress } from '../../../domain/triage/boardEntry.js'
import type { OthersWaiting } from '../../../domain/triage/group/group.js'
import { othersWaiting } from '../../../domain/triage/group/othersWaiting.js'
import type { Dependencies } from '../../caseUpdates.js'

/** Whose mail a repair of the shared cause will release as well; null: nobody's, or another cause is repaired. */
export async function readOthers({ groups, remedies }: Dependencies, thisCase: Case): Promise<OthersWaiting | null> {
  const { shared, phase, target } = thisCase
  if (!shared || phase.name !== 'planning') return null
  const remedy = remedyOf(remedies, phase.remedy)
  if (!remedy || !isCuredBy({ checkId: shared.cause }, remedy)) return null
  const others = othersWaiting(await groups.members(shared.root), hashOfAddress(target.sender ?? ''))
  // With synchronization, what waits has been handed over already, and does not wait for the right of an account.
  const isReleased = remedy.releasesMail && phase.diagnosis.channel === 'router'
  return others && (isReleased ? others : { people: others.people, waiting: 0, atLeast: false, oldest: null })
}
