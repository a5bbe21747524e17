import type { Counting, Repairs } from '../app/ports.js'
import type { OrganizationRef, Signer } from '../domain/case.js'
import type { Backlog } from '../domain/facts.js'
import type { Tokens } from '../entra/tokens.js'
import { carryOut } from './apply.js'
import { pendingCount, sentSince } from './backlog.js'
import { DataverseClient } from './client.js'
import { type ConfiguredOptions, clientsOf, versionAt, versionsOf } from './clients.js'
import { lookFar, Sights } from './looking.js'
import { prepare } from './prepare.js'
import { type Asked, type Reading, readNamed } from './questions.js'
import { statesOf } from './states.js'

export interface RepairsOptions extends ConfiguredOptions {
  /** A person's own, the same each time. An error of theirs that has a `need` (a SignInNeed) tells what has to happen first. */
  readonly tokensOf: (signer: Signer) => Tokens
}

/** Repairs of the configured organizations: read as the application, written as the person who agreed. */
export function createRepairs(options: RepairsOptions): Repairs {
  const { now, sights = new Sights(options.now) } = options
  const versions = versionsOf(options.organizations)
  const readerOf = clientsOf(options, versions)
  const personOf = personClients(options, versions)
  const readingOf = (organization: OrganizationRef, signal: AbortSignal): Reading => {
    const looking = sights.looking(organization.url)
    const reading = { client: readerOf(organization), call: { signal }, now: now().toISOString() }
    return { ...reading, sight: () => lookFar(looking, reading) }
  }
  return {
    prepare: async preparing => prepare(preparing, readingOf(preparing.organization, preparing.signal)),
    states: async ({ organization, signal, writes }) => statesOf(writes, readingOf(organization, signal)),
    carryOut: async ({ organization, signal, writes, signer }) =>
      carryOut({
        writes,
        signal,
        readingOf: within => readingOf(organization, within),
        person: personOf(organization, signer),
      }),
    count: async counting => count(counting, readingOf(counting.organization, counting.signal)),
  }
}

function count({ senderId, since }: Counting, reading: Reading) {
  const privilege = 'prvReadActivity'
  // None, only where none can be hidden: that all have left is not to be guessed.
  const waiting: Asked<Pick<Backlog, 'count' | 'atLeast'>> = {
    question: pendingCount(senderId),
    privilege,
    whole: ({ count: waits }) => (waits > 0 ? [] : [privilege]),
  }
  return readNamed({ backlog: waiting, sentSince: { question: sentSince(senderId, since), privilege } }, reading)
}

/** People who repair at the same time; their connections are kept, their tokens are not. */
const MOST_CLIENTS = 100

/** A client for each person and organization; the one that was used longest ago goes first. */
function personClients({ client, tokensOf }: RepairsOptions, versions: ReturnType<typeof versionsOf>) {
  const clients = new Map<string, DataverseClient>()
  const clientFor = (url: string, signer: Signer) => {
    const tokens: Tokens = {
      forOrganization: of => tokensOf(signer).forOrganization(of),
      forget: (of, token) => tokensOf(signer).forget(of, token),
    }
    return new DataverseClient({ url, tokens, ...versionAt(url, versions), ...client })
  }
  return ({ url }: OrganizationRef, signer: Signer): DataverseClient => {
    const { actor, channelId } = signer
    const key = JSON.stringify([url, channelId, actor.tenantId, actor.aadObjectId, actor.id])
    const found = clients.get(key) ?? clientFor(url, signer)
    clients.delete(key)
    clients.set(key, found)
    const [oldest] = clients.keys()
    if (clients.size > MOST_CLIENTS && oldest !== undefined) clients.delete(oldest)
    return found
  }
}
