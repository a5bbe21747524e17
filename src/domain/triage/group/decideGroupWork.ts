import { assertNever } from '../../assertNever.js'
import type { Case, Work } from '../../case/case.js'
import { removeWork, replaceWork, withoutLease } from '../../case/pendingWork.js'
import type { Round } from './group.js'
import { withCount } from './groupCount.js'
import type { GroupWorkEvent, RoundDone, RoundPlanned } from './groupEvents.js'

/** The case after work for its group; null: the work is of another kind. */
export function decideGroupWork(thisCase: Case, work: Work, event: GroupWorkEvent): Case | null {
  switch (event.type) {
    case 'grouped':
      return work.kind === 'group' ? withCount(thisCase, work, event) : null
    case 'roundPlanned':
      return work.kind === 'regroup' ? planned(thisCase, work, event) : null
    case 'roundDone':
      return work.kind === 'regroup' ? done(thisCase, work, event) : null
    default:
      return assertNever(event)
  }
}

function planned(thisCase: Case, work: Work, planning: RoundPlanned): Case {
  const { rounds = [] } = thisCase
  const { silent } = planning
  const next = rounds.map(round => (isSame(round, planning) && !round.silent ? { ...round, silent } : round))
  return { ...replaceWork(thisCase, withoutLease(work)), rounds: next }
}

function done(thisCase: Case, work: Work, ended: RoundDone): Case {
  const { rounds = [], ...bare } = removeWork(thisCase, work)
  const left = rounds.filter(round => !isSame(round, ended))
  return left.length > 0 ? { ...bare, rounds: left } : bare
}

/** A later one of the same cause is another. */
function isSame({ root, since }: Round, other: Pick<Round, 'root' | 'since'>): boolean {
  return root === other.root && since === other.since
}
