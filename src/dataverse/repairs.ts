import { LRUCache } from 'lru-cache'
import type { CountRequest, CountResult, Repairs } from '../app/ports.js'
import type { OrganizationRef, Signer } from '../domain/case/case.js'
import type { Backlog } from '../domain/diagnosis/facts.js'
import type { Tokens } from '../entra/tokens.js'
import { type ConfiguredOptions, clientsOf, meterOf, versionAt, versionsOf } from './clients.js'
import { pendingCount, sentSince } from './facts/entries/mailQueries.js'
import { type FactQuery, readEach } from './facts/factQuestions.js'
import { sharedCounts } from './facts/sharedCounts.js'
import { type ReadingOf, readingsOf, SightCache } from './facts/sightReader.js'
import { DataverseClient } from './http/dataverseClient.js'
import { applyPlan } from './repair/applyPlan.js'
import { withReadableJobs } from './repair/readableJobs.js'
import { prepare } from './repair/repairFacts.js'
import { statesOf } from './repair/writeStates.js'

export interface RepairsOptions extends ConfiguredOptions {
  /** A person's own credential, the same object each time. If its error has a `need` (a SignInNeed), that has to happen first. */
  readonly tokensOf: (signer: Signer) => Tokens
}

/** Repairs of the configured organizations: read as the application, written as the person who agreed. */
export function createRepairs(options: RepairsOptions): Repairs {
  const { now, sights = new SightCache(options.now) } = options
  const versions = versionsOf(options.organizations)
  const personOf = personClients(options, versions)
  const readingOf = readingsOf({ clientOf: clientsOf(options, versions), sights, now })
  return {
    async prepare(preparing) {
      const { organization, signal, reader } = preparing
      const facts = await prepare(preparing, readingOf(organization, signal))
      if (!reader) return facts
      const theirs = readingsOf({ clientOf: () => personOf(organization, reader), sights: new SightCache(now), now })
      return withReadableJobs(facts, theirs(organization, signal))
    },
    states: async ({ organization, signal, writes }) => statesOf(writes, readingOf(organization, signal)),
    carryOut: async ({ organization, signal, writes, signer }) =>
      applyPlan({
        writes,
        signal,
        readingOf: within => readingOf(organization, within),
        person: personOf(organization, signer),
      }),
    count: sharedCounts(countings => countAll(countings, readingOf)),
  }
}

/** The longest wait for a count, which is repeated later anyway. */
const COUNT_MS = 30_000

async function countAll(countings: readonly CountRequest[], readingOf: ReadingOf): Promise<readonly CountResult[]> {
  const [first] = countings
  if (!first) return []
  const reading = readingOf(first.organization, AbortSignal.timeout(COUNT_MS))
  const waiting = countings.map(({ senderId }) => waitingOf(senderId))
  const sent = countings.map(({ senderId, since }) => ({ question: sentSince(senderId, since), privilege: READS }))
  const facts = await readEach<unknown>([...waiting, ...sent], reading)
  return countings.map((_, i) => ({
    backlog: facts[i] as CountResult['backlog'],
    sentSince: facts[countings.length + i] as CountResult['sentSince'],
  }))
}

const READS = 'prvReadActivity'

function waitingOf(senderId: string): FactQuery<Pick<Backlog, 'count' | 'atLeast'>> {
  return {
    question: pendingCount(senderId),
    privilege: READS,
    // Zero counts only where no rows can be hidden from the bot: it must not guess that all e-mails have left.
    whole: ({ count }) => (count > 0 ? [] : [READS]),
  }
}

/** How many people may repair at the same time; their connections are kept, their tokens are not. */
const MOST_CLIENTS = 100

/** A client for each person and organization; the least recently used one is dropped first. */
function personClients(
  { client, userAgent, telemetry, tokensOf }: RepairsOptions,
  versions: ReturnType<typeof versionsOf>,
) {
  const clients = new LRUCache<string, DataverseClient>({ max: MOST_CLIENTS })
  const clientFor = (organization: OrganizationRef, signer: Signer) => {
    const { url } = organization
    const tokens: Tokens = {
      forOrganization: of => tokensOf(signer).forOrganization(of),
      forget: (of, token) => tokensOf(signer).forget(of, token),
    }
    const shared = { ...versionAt(url, versions), ...meterOf(organization, telemetry) }
    return new DataverseClient({ url, tokens, userAgent, ...shared, ...client })
  }
  return (organization: OrganizationRef, signer: Signer): DataverseClient => {
    const { url } = organization
    const { actor, channelId } = signer
    const key = JSON.stringify([url, channelId, actor.tenantId, actor.aadObjectId, actor.id])
    const client = clients.get(key) ?? clientFor(organization, signer)
    clients.set(key, client)
    return client
  }
}
