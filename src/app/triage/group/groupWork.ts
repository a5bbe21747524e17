import type { Case } from '../../../domain/case/case.js'
import { hashOfAddress } from '../../../domain/triage/boardEntry.js'
import type { GroupMember } from '../../../domain/triage/group/group.js'
import { groupKeyOf, rootOfKey } from '../../../domain/triage/group/groupCount.js'
import type { Grouped } from '../../../domain/triage/group/groupEvents.js'
import { type Dependencies, handle } from '../../caseUpdates.js'
import type { RepairJob } from '../../work/repairWork.js'

/** More people than this are not told apart on a card. */
const MOST = 1000

/**
 * Counts the others with the same cause, for the cards of the helpdesk. Only the case with the lowest number is told that
 * there is one more or one less: the cards of the others refer to it.
 */
export async function groupWork(deps: Dependencies, { case: thisCase, work }: RepairJob): Promise<Grouped> {
  const { groups, clock } = deps
  const { shared, triage, group } = thisCase
  const of = groupKeyOf(thisCase)
  const root = of === null ? null : rootOfKey(of)
  const left = group ? rootOfKey(group.of) : null
  const listed = root === null ? [] : await groups.members(root, triage ? MOST : 2)
  const others = listed.filter(({ id }) => id !== thisCase.id)
  if (root !== left) {
    if (root !== null) await tellFirst(deps, root, others)
    if (left !== null) await tellFirst(deps, left, await groups.members(left, 1))
  }
  return {
    type: 'grouped',
    at: clock.now().toISOString(),
    work,
    group: of === null ? null : { of, ...countOf(thisCase, others), atLeast: listed.length >= MOST },
    recountAt: group?.recountAt ?? null,
    goneAt: shared && root !== null ? await groups.goneAt(root) : null,
  }
}

function countOf({ target, triage }: Case, others: readonly GroupMember[]) {
  if (!triage) return { people: 0, first: null }
  const own = hashOfAddress(target.sender ?? '')
  const people = new Set(others.map(({ address }) => address).filter(address => address !== own)).size
  const lowest = others[0]?.number ?? null
  const isEarlier = lowest !== null && lowest < (triage.number ?? Number.POSITIVE_INFINITY)
  return { people, first: isEarlier ? lowest : null }
}

/** It counts again after a while, together with whoever else comes. */
async function tellFirst(deps: Dependencies, root: string, [first]: readonly GroupMember[]): Promise<void> {
  if (!first || first.number === null) return
  const at = deps.clock.now().toISOString()
  await deps.scope.run(() => handle(deps, first.id, () => ({ type: 'groupChanged', at, root })))
}
