import type { Gathered, Gathering } from '../app/ports.js'
import type { Target } from '../domain/case.js'
import type { Fact, FactSheet } from '../domain/facts.js'
import { type Json, MORE_THAN_COUNTED } from './answers.js'
import type { DataverseClient } from './client.js'
import { waves } from './entries.js'
import type { Entry, Known, Question } from './entry.js'
import { asMissing, DataverseError, hasCode } from './errors.js'
import { type Memory, sameWho } from './memory.js'
import type { Call, Cost } from './transport.js'

/** "AggregateQueryRecordLimitExceeded": there are more than 50,000 e-mails to count. */
const TOO_MANY = '0x8004E023'

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
  const { client, now, target, since, signal, progress, memory } = options
  const cost: Cost = { roundTrips: 0, operations: 0, waits: 0 }
  const of = waves.flat().length
  let facts: FactSheet = {}
  const read = async (entries: readonly Entry[], known: FactSheet) => {
    const done = Object.keys(facts).length
    const onWait = (waitingUntil: string) => progress({ done, of, waitingUntil })
    const wave: Known = { target, since, now: now().toISOString(), facts: known }
    facts = { ...facts, ...(await readWave(entries, wave, { client, call: { signal, cost, onWait } })) }
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

interface Reading {
  readonly client: DataverseClient
  readonly call: Call & { readonly signal: AbortSignal }
}

interface Asked {
  readonly entry: Entry
  readonly question: Question<unknown>
  /** Where its answers begin among all of the wave. */
  readonly from: number
}

async function readWave(wave: readonly Entry[], known: Known, { client, call }: Reading): Promise<FactSheet> {
  let from = 0
  const asked = wave.map((entry): Asked => {
    const question: Question<unknown> = entry.ask(known)
    const one = { entry, question, from }
    from += pathsOf(question).length
    return one
  })
  const paths = asked.flatMap(({ question }) => pathsOf(question))
  const answers = await orFailure(client.batch(paths, call), call.signal)
  return Object.fromEntries(asked.map(one => [one.entry.fact, factOf(one, answers, known)]))
}

function pathsOf(question: Question<unknown>): readonly string[] {
  return 'paths' in question ? question.paths : []
}

type Answers = readonly (Json | DataverseError)[] | DataverseError

/** Time that ran out is an outage like others. Work that is no longer wanted throws. */
async function orFailure(reading: Promise<Exclude<Answers, DataverseError>>, signal: AbortSignal): Promise<Answers> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof DataverseError) return error
    const late = signal.aborted && error instanceof DOMException && error.name === 'TimeoutError'
    if (late) return new DataverseError({ why: 'timeout', status: 0, code: '', message: 'the reading took too long' })
    throw error
  }
}

function factOf({ entry, question, from }: Asked, answers: Answers, { now }: Known): Fact<unknown> {
  if ('fact' in question) return question.fact
  if (answers instanceof DataverseError) return asMissing(answers, entry.privilege)
  const own = answers.slice(from, from + question.paths.length).map(orMoreThanCounted)
  const failure = own.find(answer => answer instanceof DataverseError)
  if (failure) return asMissing(failure, entry.privilege)
  try {
    const read = own.filter((answer): answer is Json => !(answer instanceof DataverseError))
    return { ok: true, value: question.read(read), at: now }
  } catch (error) {
    if (error instanceof DataverseError) return asMissing(error)
    throw error
  }
}

function orMoreThanCounted(answer: Json | DataverseError): Json | DataverseError {
  return answer instanceof DataverseError && hasCode(answer, TOO_MANY) ? MORE_THAN_COUNTED : answer
}
