import type { Gathered, Gathering } from '../app/ports.js'
import type { Target } from '../domain/case.js'
import type { FactSheet } from '../domain/facts.js'
import type { DataverseClient } from './client.js'
import { waves } from './entries.js'
import type { Entry, Known } from './entry.js'
import { type Memory, sameWho } from './memory.js'
import { readNamed } from './questions.js'
import type { Cost } from './transport.js'

export interface GatherOptions extends Gathering {
  readonly client: DataverseClient
  readonly now: () => Date
  readonly memory: Memory
}

/**
 * Reads every fact, each wave in one $batch; in one for both where it is remembered whom the second wave is about, and
 * that proves true. An outage is a sheet of missing facts, never an exception.
 */
export async function gather(options: GatherOptions): Promise<Gathered> {
  const { client, now, target, since, signal, progress, memory, afterChange } = options
  const cost: Cost = { roundTrips: 0, operations: 0, waits: 0 }
  const of = waves.flat().length
  let facts: FactSheet = {}
  const read = async (entries: readonly Entry[], known: FactSheet) => {
    const done = Object.keys(facts).length
    const onWait = (waitingUntil: string) => progress({ done, of, waitingUntil })
    const wave: Known = { target, since, now: now().toISOString(), facts: known }
    const asked = entries.map(entry => [entry.fact, { question: entry.ask(wave), privilege: entry.privilege }])
    const call = { signal, cost, onWait, strong: afterChange }
    facts = { ...facts, ...(await readNamed(Object.fromEntries(asked), { client, call, now: wave.now })) }
    progress({ done: Object.keys(facts).length, of })
  }
  const [who, what] = waves
  const key = keyOf(target)
  const remembered = memory.recall(key, now())
  await read(remembered ? [...who, ...what] : who, remembered ?? {})
  if (!remembered || !sameWho(remembered, facts)) await read(what, facts)
  memory.keep(key, facts, now())
  const { roundTrips, operations, waits } = cost
  return { facts, requests: { roundTrips, operations }, slowed: waits > 0 }
}

function keyOf({ organization, sender, senderId, routerAccount }: Target): string {
  const account = routerAccount ?? organization?.routerAccount
  return JSON.stringify([organization?.url, sender?.toLowerCase(), senderId, account?.toLowerCase()])
}
