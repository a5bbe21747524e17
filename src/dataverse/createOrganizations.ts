import pLimit from 'p-limit'
import type { Organizations } from '../app/ports.js'
import type { OrganizationRef, Person } from '../domain/case/case.js'
import type { Fact } from '../domain/diagnosis/facts.js'
import { isGuid } from '../domain/guid.js'
import { singleOf } from '../domain/singleOf.js'
import { type ConfiguredOptions, clientsOf } from './clients.js'
import { lookUpAddress } from './facts/addressLookup.js'
import { type FactQuery, readOne } from './facts/factQuestions.js'
import { gather } from './facts/gather.js'
import { PrivilegeWarnings } from './facts/privilegeWarnings.js'
import * as queries from './facts/queries.js'
import { key, objectIn, text } from './facts/rowFields.js'
import { readingsOf, SightCache } from './facts/sightReader.js'
import type { DataverseClient } from './http/dataverseClient.js'
import { type Json, rowsOf } from './http/responses.js'
import { IdentityCache } from './identityCache.js'

/** The longest wait for the organizations that know an address. */
const LOOK_UP_MS = 6_000
/** For all people together. */
const LOOK_UPS_AT_ONCE = 10
/** The longest wait for the lookup of a name. */
const NAME_LOOKUP_MS = 3_000

/** The configured organizations, and only those: whatever people type, no other host is ever called. */
export function createOrganizations(options: ConfiguredOptions): Organizations {
  const { organizations, now, lookUpMs = LOOK_UP_MS, sights = new SightCache(now), log } = options
  const clientOf = clientsOf(options)
  const memory = new IdentityCache(now)
  const warnings = new PrivilegeWarnings(log)
  const turns = pLimit(LOOK_UPS_AT_ONCE)
  const ownNames = new Map<string, Promise<readonly string[]>>()

  const namesOf = (organization: OrganizationRef): Promise<readonly string[]> => {
    const known = ownNames.get(organization.url)
    if (known) return known
    const asked = askNames(clientOf(organization)).catch(() => [])
    ownNames.set(organization.url, asked)
    // Not cached after an outage, so that the next call asks again.
    void asked.then(names => names.length === 0 && ownNames.delete(organization.url))
    return asked
  }

  const readingOf = readingsOf({ clientOf, sights, now })

  return {
    list: () => organizations,

    async find(typed) {
      const wanted = typed.trim().toLowerCase()
      const direct = findByWords(organizations, wanted)
      if (direct || wanted === '' || /[/@]/.test(wanted)) return direct
      const names = await Promise.all(organizations.map(namesOf))
      return singleOf(organizations.filter((_, i) => names[i]?.includes(wanted)))
    },

    async knowing(sought, signal) {
      // One deadline for all of them, because the person waits for one card.
      const within = AbortSignal.any([signal, AbortSignal.timeout(lookUpMs)])
      const asked = organizations.map(organization =>
        turns(async () => ({
          url: organization.url,
          known: await lookUpAddress(sought, readingOf(organization, within)),
        })),
      )
      const seen = await Promise.all(asked)
      signal.throwIfAborted()
      return seen
    },

    async identify(organization, aadObjectId, signal): Promise<Fact<Person | null>> {
      if (!isGuid(aadObjectId)) return { ok: true, value: null, at: now().toISOString() }
      return readOne(personAsked(aadObjectId), readingOf(organization, signal))
    },

    async gather(gathering) {
      const { organization } = gathering.target
      if (!organization) throw new Error('No organization to look at')
      const looking = sights.looking(organization.url, { fresh: gathering.afterChange })
      const gathered = await gather({ ...gathering, client: clientOf(organization), now, memory, looking })
      warnings.about(organization, gathered.facts)
      return gathered
    },
  }
}

/** Reports that nobody was found only where no rows can be hidden from the bot. */
function personAsked(objectId: string): FactQuery<Person | null> {
  const question = {
    paths: [queries.userByObjectId(objectId)],
    read: ([answer]: readonly Json[]) => {
      const [row] = rowsOf(answer)
      return row ? personOf(row) : null
    },
  }
  return { question, privilege: 'prvReadUser', whole: person => (person ? [] : ['prvReadUser']) }
}

function personOf(row: Json): Person {
  const { fullname, internalemailaddress } = row
  return { id: key(row, 'systemuserid'), name: text(fullname) ?? '', address: text(internalemailaddress) }
}

/** By configured name; by URL or host; by the first label of the host. A word that matches several counts as no match. */
function findByWords(organizations: readonly OrganizationRef[], wanted: string): OrganizationRef | null {
  const host = hostIn(wanted)
  const fits: readonly ((organization: OrganizationRef) => boolean)[] = [
    ({ name }) => name.toLowerCase() === wanted,
    ({ url }) => hostIn(url) === host,
    ({ url }) => /[a-z]/.test(wanted) && new URL(url).hostname.split('.')[0] === wanted,
  ]
  const found = fits.map(fit => organizations.filter(fit)).find(({ length }) => length > 0)
  return singleOf(found ?? [])
}

/** The host of an address with or without https://; null: there is none, or it is preceded by a user or password. The API's host, contoso.api.crm4.dynamics.com, means contoso.crm4.dynamics.com. */
function hostIn(wanted: string): string | null {
  const address = wanted.includes('://') ? wanted : `https://${wanted}`
  const url = URL.canParse(address) ? new URL(address) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return null
  return url.host.replace(/^([^.]+)\.api\./, '$1.')
}

async function askNames(client: DataverseClient): Promise<readonly string[]> {
  const { Detail } = await client.get(queries.currentOrganization(), { signal: AbortSignal.timeout(NAME_LOOKUP_MS) })
  const { UniqueName, FriendlyName, UrlName } = objectIn(Detail)
  const names = [UniqueName, FriendlyName, UrlName]
  return names.flatMap(name => text(name)?.toLowerCase() ?? [])
}
