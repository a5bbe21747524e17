import type { Provisioning, Step } from '../../app/ports/provisioning.js'

/** A step that could not be taken, and why. */
export interface LeftStep {
  readonly step: Step
  readonly why: string
}

/**
 * Takes the steps one by one, and each at most once: what was written and is not seen yet is not written again. A step that
 * the person may not take is left to somebody else; the others go on.
 */
export async function carryOut(target: Provisioning, say: (line: string) => void): Promise<readonly LeftStep[]> {
  const taken = new Set<string>()
  const denied = new Map<string, LeftStep>()
  for (;;) {
    const step = target.steps().find(({ id, ready }) => ready && !taken.has(id))
    if (!step) break
    taken.add(step.id)
    const { outcome, detail = '' } = await target.take(step)
    if (outcome === 'denied') denied.set(step.id, { step, why: detail })
    say(`${DONE[outcome]} ${step.does}${detail ? ` (${detail})` : ''}`)
  }
  const waiting = target.steps().filter(({ id }) => !taken.has(id))
  return [...denied.values(), ...waiting.map(step => ({ step, why: 'an earlier step is needed first' }))]
}

const DONE = { written: 'Done:', present: 'Already there:', denied: 'Not allowed:' } as const
