import type { Case } from '../../../domain/case/case.js'
import { hashOfPerson } from '../../../domain/triage/boardEntry.js'
import type { GroupMember, Round } from '../../../domain/triage/group/group.js'
import type { GroupWorkEvent } from '../../../domain/triage/group/groupEvents.js'
import { type Dependencies, handle } from '../../caseUpdates.js'
import type { RepairJob } from '../../work/repairWork.js'

/** Does what is due for a case that was just saved. */
type RunCase = (thisCase: Case) => Promise<void>

/**
 * Has the others look whose cause one case saw to be gone. A process that dies in the middle leaves the rest to the next one:
 * whoever was told has promised to look, and is not told again.
 */
export async function regroupWork(deps: Dependencies, job: RepairJob, run: RunCase): Promise<GroupWorkEvent> {
  const { case: thisCase, work, signal } = job
  const [round] = thisCase.rounds ?? []
  if (!round) throw new Error('No cause is gone')
  const { root, since, silent } = round
  const about = { at: deps.clock.now().toISOString(), work, root, since } as const
  if (!silent) {
    // Whoever gets this cause from now on looks at this, and whoever has it is listed.
    await deps.groups.markGone(root, since)
    return { type: 'roundPlanned', ...about, silent: silentAmong(thisCase, await othersOf(deps, thisCase, root)) }
  }
  const others = await othersOf(deps, thisCase, root)
  await tellAll(deps, { round, others, signal, run })
  signal.throwIfAborted()
  deps.log.info({ case: thisCase.id, others: others.length }, 'Everybody with the same cause knows that it is gone')
  return { ...about, at: deps.clock.now().toISOString(), type: 'roundDone' }
}

async function othersOf({ groups }: Dependencies, { id }: Case, root: string): Promise<readonly GroupMember[]> {
  return (await groups.members(root)).filter(member => member.id !== id)
}

/** Each person is told once, however many of the cases are theirs; whoever saw it here knows. */
function silentAmong({ owner }: Case, others: readonly GroupMember[]): readonly string[] {
  const told = new Set([hashOfPerson(owner)])
  return others
    .filter(({ owner: theirs }) => {
      const isTold = told.has(theirs)
      told.add(theirs)
      return isTold
    })
    .map(({ id }) => id)
}

/** Each look takes a few requests, and people who use the bot now come first. */
const AT_ONCE = 4

interface Telling {
  readonly round: Round
  readonly others: readonly GroupMember[]
  readonly signal: AbortSignal
  readonly run: RunCase
}

async function tellAll(deps: Dependencies, { round, others, signal, run }: Telling): Promise<void> {
  const { root, since, silent = [] } = round
  const left = others.values()
  const teller = async () => {
    for (const { id } of left) {
      if (signal.aborted) return
      const told = { root, since, ...(silent.includes(id) && { silent: true as const }) }
      const at = deps.clock.now().toISOString()
      const handled = await deps.scope.run(() => handle(deps, id, () => ({ type: 'causeGone', at, ...told })))
      if (handled && !handled.refused) await run(handled.case)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, teller))
}
