import { type Fact, type FactMissing, notRead } from '../../domain/diagnosis/facts.js'
import type { DataverseClient } from '../http/dataverseClient.js'
import { asMissing, DataverseError, hasCode } from '../http/dataverseError.js'
import { type Json, MORE_THAN_COUNTED, malformed, NOT_THERE } from '../http/responses.js'
import type { Call } from '../http/transport.js'
import { asSeen, needsSight, type ReadPrivilege, type Sight } from './sight.js'

/** Paths to read and how to interpret the answers; or a fact that needs no reading. */
export type Query<T> =
  | {
      readonly paths: readonly string[]
      read(answers: readonly Json[]): T
      /** A record that is not there (404) is an answer: NOT_THERE. */
      readonly mayBeGone?: true
    }
  | { readonly fact: Fact<T> }

/** A question, and the privilege that reading it usually needs: named where Dataverse refuses without naming one. */
export interface FactQuery<T = unknown> {
  readonly question: Query<T>
  readonly privilege?: string | undefined
  /** The privileges that the bot has to hold for the whole organization for this answer to be true: rows out of its reach are silently left out. */
  whole?(value: T): readonly ReadPrivilege[]
}

export interface ReadContext {
  readonly client: DataverseClient
  readonly call: Call & { readonly signal: AbortSignal }
  /** ISO 8601: the time that the facts carry. */
  readonly now: string
  /** How far the bot sees; asked for only where it matters. Absent: the caller checks it itself. */
  sight?(): Promise<Sight>
}

/** "AggregateQueryRecordLimitExceeded": there are more than 50,000 e-mails to count. */
const TOO_MANY = '0x8004E023'

/** Puts all questions in one $batch. An outage is a missing fact for each, never an exception. */
export async function readEach<T>(asked: readonly FactQuery<T>[], reading: ReadContext): Promise<readonly Fact<T>[]> {
  const facts = await readAll(asked, reading)
  const whole = facts.map((fact, i) => (fact.ok && asked[i]?.whole?.(fact.value)) || [])
  if (!reading.sight || !facts.some((fact, i) => needsSight(fact, whole[i] ?? []))) return facts
  const sight = await reading.sight()
  return facts.map((fact, i) => asSeen(fact, whole[i] ?? [], sight))
}

export async function readOne<T>(asked: FactQuery<T>, reading: ReadContext): Promise<Fact<T>> {
  const [fact = notRead] = await readEach([asked], reading)
  return fact
}

async function readAll<T>(
  asked: readonly FactQuery<T>[],
  { client, call, now }: ReadContext,
): Promise<readonly Fact<T>[]> {
  // Facts may share a question.
  const paths = [...new Set(asked.flatMap(({ question }) => pathsOf(question)))]
  const answers = await orFailure(client.batch(paths, call), call.signal)
  if (answers instanceof DataverseError) return asked.map(one => factOf(one, answers, now))
  const byPath = new Map(answers.map((answer, i) => [paths[i], answer]))
  return asked.map(one => {
    const own = pathsOf(one.question).map(path => byPath.get(path) ?? malformed('the answer to a $batch was cut off'))
    return factOf(one, own, now)
  })
}

type Read<Q> = { [N in keyof Q]: NonNullable<Q[N]> extends FactQuery<infer T> ? Fact<T> : never }

/** The same facts, by name. */
export async function readNamed<Q extends Readonly<Record<string, FactQuery>>>(
  asked: Q,
  reading: ReadContext,
): Promise<Read<Q>> {
  const facts = await readEach(Object.values(asked), reading)
  return Object.fromEntries(Object.keys(asked).map((name, i) => [name, facts[i]])) as Read<Q>
}

function pathsOf(question: Query<unknown>): readonly string[] {
  return 'paths' in question ? question.paths : []
}

type Answers = readonly (Json | DataverseError)[] | DataverseError

/** A timeout is an outage like any other. Work that the caller has aborted throws. */
export async function orFailure<T>(work: Promise<T>, signal: AbortSignal): Promise<T | DataverseError> {
  try {
    return await work
  } catch (error) {
    if (error instanceof DataverseError) return error
    const late = signal.aborted && error instanceof DOMException && error.name === 'TimeoutError'
    if (late) return new DataverseError({ why: 'timeout', status: 0, code: '', message: 'it took too long' }, error)
    throw error
  }
}

function factOf<T>({ question, privilege }: FactQuery<T>, answers: Answers, now: string): Fact<T> {
  if ('fact' in question) return question.fact
  if (answers instanceof DataverseError) return asMissing(answers, privilege)
  const own = answers.map(answer => interpret(answer, question.mayBeGone))
  const failure = own.find(answer => answer instanceof DataverseError)
  if (failure) return asMissing(failure, privilege)
  const read = own.filter((answer): answer is Json => !(answer instanceof DataverseError))
  return orMissing(() => ({ ok: true, value: question.read(read), at: now }), privilege)
}

/** The fact that the answers yield, or a malformed one if they make no sense. */
function orMissing<T>(work: () => T, privilege?: string): T | FactMissing {
  try {
    return work()
  } catch (error) {
    if (error instanceof DataverseError) return asMissing(error, privilege)
    throw error
  }
}

/** Turns the failures that are really answers into answers. */
function interpret(answer: Json | DataverseError, mayBeGone = false): Json | DataverseError {
  if (!(answer instanceof DataverseError)) return answer
  if (hasCode(answer, TOO_MANY)) return MORE_THAN_COUNTED
  return mayBeGone && answer.status === 404 ? NOT_THERE : answer
}
