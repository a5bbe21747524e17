import { LRUCache } from 'lru-cache'
import type { OrganizationRef } from '../../domain/case/case.js'
import type { Depth, Fact } from '../../domain/diagnosis/facts.js'
import type { DataverseClient } from '../http/dataverseClient.js'
import { type Json, malformed, rowsOf } from '../http/responses.js'
import { type FactQuery, type ReadContext, readEach } from './factQuestions.js'
import * as queries from './queries.js'
import { key } from './rowFields.js'
import { grantOf } from './rows/accountRows.js'
import { READS, type ReadPrivilege, type Sight, seesAll } from './sight.js'

const DEPTHS: readonly (Depth | null)[] = [null, 'Basic', 'Local', 'Deep', 'Global']
const LIFE_MS = 10 * 60 * 1000
/** More organizations than anybody will configure. */
const MOST = 1000

interface KnownSight {
  readonly userId: string
  /** Kept only where nothing is hidden: if a privilege is missing, the bot has to notice as soon as somebody grants it. */
  readonly sight: Sight | null
}

interface LookOptions {
  readonly fresh?: boolean | undefined
  readonly userId?: string | undefined
}

/** Remembers for ten minutes how far the bot sees in each organization. */
export class SightCache {
  readonly #known: LRUCache<string, KnownSight>

  constructor(now: () => Date) {
    this.#known = new LRUCache({ max: MOST, ttl: LIFE_MS, ttlResolution: 0, perf: { now: () => now().getTime() } })
  }

  /** `fresh`: ignores what is remembered. `userId`: of the bot, if the caller remembers it. */
  looking(url: string, { fresh = false, userId }: LookOptions = {}): SightReader {
    const known = this.#known.get(url) ?? (userId === undefined ? null : { userId, sight: null })
    return new SightReader(known && fresh ? { ...known, sight: null } : known, (userId, sight) => {
      const keeps = seesAll(sight) ? sight : null
      this.#known.set(url, { userId, sight: keeps })
    })
  }
}

/** Learns on trips that are made anyway: first who the bot is, then how far it sees. */
export class SightReader {
  #userId: string | null
  #sight: Sight | null

  constructor(
    known: KnownSight | null,
    private readonly keep: (userId: string, sight: Sight) => void,
  ) {
    this.#userId = known?.userId ?? null
    this.#sight = known?.sight ?? null
  }

  /** Of the bot; null: not known yet. */
  get userId(): string | null {
    return this.#userId
  }

  /** What the next trip has to ask; empty: nothing more. */
  get questions(): readonly FactQuery[] {
    if (this.#sight) return []
    const userId = this.#userId
    return userId === null ? [{ question: whoAmI }] : READS.map(privilege => depthOf(privilege, userId))
  }

  /** Takes the answers to those questions, in their order. */
  take(answers: readonly Fact<unknown>[]): void {
    if (answers.length === 0) return
    if (this.#userId !== null) {
      this.#sight = Object.fromEntries(READS.map((privilege, i) => [privilege, answers[i]])) as unknown as Sight
      this.keep(this.#userId, this.#sight)
      return
    }
    const [who] = answers as readonly Fact<string>[]
    if (who?.ok) this.#userId = who.value
    else this.#sight = Object.fromEntries(READS.map(privilege => [privilege, who])) as unknown as Sight
  }

  /** The result, once there is nothing left to ask. */
  get sight(): Sight {
    if (!this.#sight) throw new Error('Not everything was asked')
    return this.#sight
  }
}

const whoAmI = {
  paths: [queries.whoAmI()],
  read: ([answer]: readonly Json[]) => key(answer ?? {}, 'UserId'),
}

function depthOf(privilege: ReadPrivilege, userId: string): FactQuery<Depth | null> {
  const question = {
    paths: [queries.privilegeOf(userId, privilege)],
    read: ([answer]: readonly Json[]) => {
      const depths = rowsOf({ value: answer?.RolePrivileges }).map(row => grantOf(row).depth)
      if (depths.some(depth => depth === null)) throw malformed(`${privilege} at a depth that nobody knows`)
      return depths.toSorted((a, b) => DEPTHS.indexOf(b) - DEPTHS.indexOf(a))[0] ?? null
    },
  }
  return { question, privilege: 'prvReadRole' }
}

export type ReadingOf = (organization: OrganizationRef, signal: AbortSignal) => ReadContext

interface Readers {
  readonly clientOf: (organization: OrganizationRef) => DataverseClient
  readonly sights: SightCache
  readonly now: () => Date
}

/** How the bot reads each organization. How far it sees is asked for only where it matters, and then remembered. */
export function readingsOf({ clientOf, sights, now }: Readers): ReadingOf {
  return (organization, signal) => {
    const looking = sights.looking(organization.url)
    const reading: ReadContext = { client: clientOf(organization), call: { signal }, now: now().toISOString() }
    return { ...reading, sight: () => lookFar(looking, reading) }
  }
}

/** Asks how far the bot sees, where no earlier trip has asked. */
async function lookFar(looking: SightReader, reading: ReadContext): Promise<Sight> {
  while (looking.questions.length > 0) looking.take(await readEach<unknown>(looking.questions, reading))
  return looking.sight
}
