import type { Gathered, Gathering } from '../app/ports.js'
import type { Fact, FactSheet } from '../domain/facts.js'
import type { Json } from './answers.js'
import type { DataverseClient } from './client.js'
import { type Entry, type Known, notGathered, type Question, waves } from './entries.js'
import { asMissing, DataverseError, hasCode } from './errors.js'
import type { Call, Cost } from './transport.js'

/** "AggregateQueryRecordLimitExceeded": there are more than 50,000 e-mails to count. */
const TOO_MANY = '0x8004E023'

export interface GatherOptions extends Gathering {
  readonly client: DataverseClient
  readonly now: () => Date
}

/** Reads every fact, each wave in one $batch. An outage is a sheet of missing facts, never an exception. */
export async function gather(options: GatherOptions): Promise<Gathered> {
  const { client, now, target, since, signal, progress } = options
  const cost: Cost = { roundTrips: 0, operations: 0, waits: 0 }
  const of = waves.flat().length
  let facts: FactSheet = {}
  for (const wave of waves) {
    const done = Object.keys(facts).length
    const known: Known = { target, since, now: now().toISOString(), facts }
    const onWait = (waitingUntil: string) => progress({ done, of, waitingUntil })
    const answered = await readWave(wave, known, { client, call: { signal, cost, onWait } })
    facts = { ...facts, ...answered }
    progress({ done: Object.keys(facts).length, of })
  }
  const { roundTrips, operations, waits } = cost
  return { facts, requests: { roundTrips, operations }, slowed: waits > 0 }
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
  const own = answers.slice(from, from + question.paths.length)
  const failure = own.find(answer => answer instanceof DataverseError)
  if (failure) {
    return hasCode(failure, TOO_MANY)
      ? notGathered(`${TOO_MANY} more than 50,000 e-mails: Dataverse does not count so many`)
      : asMissing(failure, entry.privilege)
  }
  try {
    const read = own.filter((answer): answer is Json => !(answer instanceof DataverseError))
    return { ok: true, value: question.read(read), at: now }
  } catch (error) {
    if (error instanceof DataverseError) return asMissing(error)
    throw error
  }
}
