import type { GatherRequest, GatherResult } from '../../app/ports.js'
import type { Target } from '../../domain/case/case.js'
import { type Fact, type FactName, type FactSheet, type Facts, notRead } from '../../domain/diagnosis/facts.js'
import type { DataverseClient } from '../http/dataverseClient.js'
import type { Cost } from '../http/transport.js'
import { type IdentityCache, sameSubject } from '../identityCache.js'
import type { FactEntry, Known } from './entries/factEntry.js'
import { waves } from './entries/index.js'
import { readEach } from './factQuestions.js'
import { covers, leadsIn } from './leads.js'
import { asSeen, type Sight } from './sight.js'
import type { SightReader } from './sightReader.js'

export interface GatherOptions extends GatherRequest {
  readonly client: DataverseClient
  readonly now: () => Date
  readonly memory: IdentityCache
  readonly looking: SightReader
}

/** One for the accounts that drafts and jobs name, and one for whom only the audit history names. */
const MOST_FURTHER = 2

/**
 * Reads every fact in as few $batch requests as possible: one where the answer confirms whom and what we remember; else
 * one for who it is about, and one for everything about them. What that points to for the first time takes another. How far
 * the bot itself sees is asked on the same trips. An outage gives a sheet of missing facts, never an exception.
 */
export async function gather(options: GatherOptions): Promise<GatherResult> {
  const { client, now, target, since, signal, progress, memory, afterChange, looking } = options
  const cost: Cost = { roundTrips: 0, operations: 0, waits: 0 }
  const of = scopedTo(target).flat().length
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
  const [who, what, accounts] = scopedTo(target)
  const key = keyOf(target)
  const remembered = memory.recall(key)
  let from: FactSheet = remembered ?? {}
  await read(remembered ? [...who, ...what, ...accounts] : who, from)
  if (!remembered || !sameSubject(remembered, facts)) {
    from = only(who, facts)
    await read([...what, ...accounts], from)
  }
  for (let further = 0; further < MOST_FURTHER && !covers(leadsIn(from), leadsIn(facts)); further++) {
    from = facts
    await read(accounts, from)
  }
  while (looking.questions.length > 0) await read([], facts)
  memory.keep(key, facts)
  const { roundTrips, operations, waits } = cost
  const seen = asFarAsSeen({ target, since, now: now().toISOString(), facts }, looking.sight)
  return { facts: seen, requests: { roundTrips, operations }, slowed: waits > 0 }
}

function only(entries: readonly FactEntry[], facts: FactSheet): FactSheet {
  return Object.fromEntries(entries.map(({ fact }) => [fact, facts[fact]]))
}

/**
 * Marks facts as missing where the bot does not see enough. A later wave cannot ask about what an earlier one does not know,
 * and the last may have asked about somebody who has nothing to do with it any more.
 */
function asFarAsSeen(known: Known, sight: Sight): FactSheet {
  let facts = known.facts
  let isWhole = true
  for (const wave of scopedTo(known.target)) {
    const so: Known = { ...known, facts }
    const isLast = wave === waves.at(-1)
    const seen = wave.map(entry => {
      const read: Fact<Facts[FactName]> = facts[entry.fact] ?? notRead
      const asked = isLast || !isWhole || !read.ok ? entry.ask(so) : null
      return [entry.fact, asked && 'fact' in asked ? asked.fact : factAsSeen(entry, so, sight)] as const
    })
    isWhole &&= seen.every(([, fact]) => fact.ok)
    facts = { ...facts, ...Object.fromEntries(seen) }
  }
  return facts
}

type Waves = typeof waves

/** What a question about a right needs of the second wave: nothing about the sender's mail or mailbox is read. */
const OF_RIGHT: readonly FactName[] = ['senderConsent', 'drafts', 'jobs', 'flowFailures']

function scopedTo({ scope }: Target): Waves {
  const [who, what, accounts] = waves
  return scope === 'right' ? [who, what.filter(({ fact }) => OF_RIGHT.includes(fact)), accounts] : waves
}

function factAsSeen(entry: FactEntry, known: Known, sight: Sight): Fact<unknown> {
  const read: Fact<Facts[FactName]> = known.facts[entry.fact] ?? notRead
  return asSeen(read, read.ok && entry.whole ? entry.whole(read.value, known) : [], sight)
}

function keyOf({ organization, sender, senderId, actingAccount, actingAccountId, scope }: Target): string {
  const named = [actingAccount?.toLowerCase(), actingAccountId]
  return JSON.stringify([organization?.url, sender?.toLowerCase(), senderId, named, scope])
}
