import type { Case, Phase } from '../case/case.js'
import { promise } from '../case/pendingWork.js'
import type { Planning } from '../case/phase.js'
import type { Message } from '../diagnosis/diagnosis.js'
import type { MessageKey } from '../messageKey.js'

type RepairStep = Extract<Phase, { name: 'planning' | 'offered' | 'applying' }>

/** Returns to where the repair was asked for: the diagnosis, or the phase in which an undo was asked for. */
export function leaveRepair(thisCase: Case, phase: RepairStep, note: MessageKey | null, args?: Message['args']): Case {
  const { origin, run } = phase
  const again = origin ? { ...origin, run } : diagnosedPhase(phase, note, args)
  const back: Case = { ...thisCase, pending: [], phase: again }
  return origin?.name === 'watching' ? promise(back, 'watch') : back
}

/** Back at the diagnosis, with a note about what became of the repair. */
export function diagnosedPhase(
  { run, diagnosis, at }: Pick<Planning, 'run' | 'diagnosis' | 'at'>,
  key: MessageKey | null,
  args?: Message['args'],
): Phase {
  return { name: 'diagnosed', run, diagnosis, at, slowed: false, ...(key && { note: { key, ...(args && { args }) } }) }
}
