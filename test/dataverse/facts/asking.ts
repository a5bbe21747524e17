import assert from 'node:assert/strict'
import type { GatherResult } from '../../../src/app/ports.js'
import type { Progress, Target } from '../../../src/domain/case/case.js'
import type { FactMissing, FactName, FactSheet, Facts } from '../../../src/domain/diagnosis/facts.js'
import type { Simulator } from '../../simulator/index.js'
import { type Changes, organizationsOf } from '../edge.js'

export const NOW = new Date('2026-03-02T10:00:00Z')
export const ROUTER = 'svc-router@contoso.com'
/** The role of the bot's application user. */
export const READER = 'Pending Send Reader'

export interface Asked {
  readonly target?: Target
  readonly since?: string
  readonly signal?: AbortSignal
  readonly changes?: Changes
  readonly afterChange?: true
  progress?(p: Progress): void
}

/** Reads every fact about a sender of Contoso, as the program does. */
export function gatherIn(simulator: Simulator, sender: string, asked: Asked = {}): Promise<GatherResult> {
  const { target, since = '2026-01-01T00:00:00Z', progress = () => {}, changes, afterChange } = asked
  const { signal = new AbortController().signal } = asked
  const organization = { name: simulator.contoso.name, url: simulator.contoso.url }
  return organizationsOf(simulator, { now: () => NOW, ...changes }).gather({
    target: { organization, sender, actingAccount: ROUTER, ...target },
    since,
    progress,
    signal,
    ...(afterChange && { afterChange }),
  })
}

/** The value of a fact that was read. */
export function factIn<N extends FactName>({ facts }: GatherResult, name: N): Facts[N] {
  const fact = facts[name]
  assert.ok(fact?.ok, `${name}: ${JSON.stringify(fact)}`)
  return fact.value as Facts[N]
}

/** The facts that could not be read. */
export function failed(facts: FactSheet): Record<string, FactMissing> {
  return Object.fromEntries(Object.entries(facts).flatMap(([name, fact]) => (fact.ok ? [] : [[name, fact]])))
}
