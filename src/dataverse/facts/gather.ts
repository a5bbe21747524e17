import type { GatherRequest, GatherResult } from '../../app/ports.js'
import type { Target } from '../../domain/case/case.js'
import { type Fact, type FactName, type FactSheet, type Facts, notRead } from '../../domain/diagnosis/facts.js'
import type { DataverseClient } from '../http/dataverseClient.js'
import type { Cost } from '../http/transport.js'
import { type IdentityCache, sameWho } from '../identityCache.js'
import { waves } from './factEntries.js'
import type { FactEntry, Known } from './factEntry.js'
import { readEach } from './factQuestions.js'
import { asSeen, type Sight } from './sight.js'
import type { SightReader } from './sightReader.js'

export interface GatherOptions extends GatherRequest {
  readonly client: DataverseClient
  readonly now: () => Date
  readonly memory: IdentityCache
  readonly looking: SightReader
}

/**
 * Reads every fact, each wave in one $batch. Both waves share one $batch where we remember who the second one is about
 * and the answer confirms it. How far the bot itself sees is asked on the same trips. An outage gives a sheet of missing
 * facts, never an exception.
 */
export async function gather(options: GatherOptions): Promise<GatherResult> {
  const { client, now, target, since, signal, progress, memory, afterChange, looking } = options
  const cost: Cost = { roundTrips: 0, operations: 0, waits: 0 }
  const of = waves.flat().length
  let facts: FactSheet = {}
  const read = async (entries: readonly FactEntry[], known: FactSheet) => {
    const done = Object.keys(facts).length
    const onWait = (waitingUntil: string) => progress({ done, of, waitingUntil })
    const wave: Known = { target, since, now: now().toISOString(), facts: known }
    const asked = entries.map(entry => ({ question: entry.ask(wave), privilege: entry.privilege }))
    const call = { signal, cost, onWait, strong: afterChange }
    const answers = await readEach<unknown>([...asked, ...looking.questions], { client, call, now: wave.now })
    looking.take(answers.slice(entries.length))
    facts = { ...facts, ...Object.fromEntries(entries.map(({ fact }, i) => [fact, answers[i]])) }
    if (entries.length > 0) progress({ done: Object.keys(facts).length, of })
  }
  const [who, what] = waves
  const key = keyOf(target)
  const remembered = memory.recall(key)
  await read(remembered ? [...who, ...what] : who, remembered ?? {})
  if (!remembered || !sameWho(remembered, facts)) await read(what, facts)
  while (looking.questions.length > 0) await read([], facts)
  memory.keep(key, facts)
  const { roundTrips, operations, waits } = cost
  const seen = asFarAsSeen({ target, since, now: now().toISOString(), facts }, looking.sight)
  return { facts: seen, requests: { roundTrips, operations }, slowed: waits > 0 }
}

/** Marks facts as missing where the bot does not see enough. The second wave cannot ask about what the first does not know. */
function asFarAsSeen(known: Known, sight: Sight): FactSheet {
  const [who, what] = waves
  const seen = (entries: readonly FactEntry[], so: Known): FactSheet =>
    Object.fromEntries(entries.map(entry => [entry.fact, factAsSeen(entry, so, sight)]))
  const first = seen(who, known)
  return { ...first, ...seen(what, { ...known, facts: { ...known.facts, ...first } }) }
}

function factAsSeen(entry: FactEntry, known: Known, sight: Sight): Fact<unknown> {
  const question = entry.ask(known)
  const read: Fact<Facts[FactName]> = known.facts[entry.fact] ?? notRead
  if ('fact' in question) return question.fact
  return asSeen(read, read.ok && entry.whole ? entry.whole(read.value, known) : [], sight)
}

function keyOf({ organization, sender, senderId, routerAccount }: Target): string {
  const account = routerAccount ?? organization?.routerAccount
  return JSON.stringify([organization?.url, sender?.toLowerCase(), senderId, account?.toLowerCase()])
}
