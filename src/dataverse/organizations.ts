import type { Organizations } from '../app/ports.js'
import type { OrganizationRef, Person } from '../domain/case.js'
import type { Fact } from '../domain/facts.js'
import type { Tokens } from '../entra/tokens.js'
import { rowsOf } from './answers.js'
import { type ClientOptions, DataverseClient } from './client.js'
import { asMissing, DataverseError } from './errors.js'
import { gather } from './gather.js'
import { isGuid } from './literals.js'
import * as queries from './queries.js'
import { text } from './rows.js'

export interface OrganizationsOptions {
  readonly organizations: readonly OrganizationRef[]
  readonly tokens: Tokens
  readonly now: () => Date
  readonly client?: Partial<Omit<ClientOptions, 'url' | 'tokens'>>
}

/** Longer than this nobody waits for a name to be looked up. */
const NAME_LOOKUP_MS = 3_000

/** The configured organizations, and only those: whatever is typed, nothing else is ever called. */
export function createOrganizations({ organizations, tokens, now, client = {} }: OrganizationsOptions): Organizations {
  const clients = new Map(organizations.map(({ url }) => [url, new DataverseClient({ url, tokens, ...client })]))
  const ownNames = new Map<string, Promise<readonly string[]>>()

  const clientOf = ({ url, name }: OrganizationRef): DataverseClient => {
    const found = clients.get(url)
    if (!found) throw new Error(`${name} is no longer configured`)
    return found
  }

  const namesOf = (organization: OrganizationRef): Promise<readonly string[]> => {
    const known = ownNames.get(organization.url)
    if (known) return known
    const asked = askNames(clientOf(organization)).catch(() => {
      // An outage now is no reason not to ask again.
      ownNames.delete(organization.url)
      return []
    })
    ownNames.set(organization.url, asked)
    return asked
  }

  return {
    list: () => organizations,

    async find(typed) {
      const wanted = typed.trim().toLowerCase()
      const direct = organizations.find(organization => isMeant(organization, wanted))
      if (direct || wanted === '' || /[/@]/.test(wanted)) return direct ?? null
      const names = await Promise.all(organizations.map(namesOf))
      return organizations.find((_, i) => names[i]?.includes(wanted)) ?? null
    },

    async identify(organization, aadObjectId, signal): Promise<Fact<Person | null>> {
      const at = now().toISOString()
      if (!isGuid(aadObjectId)) return { ok: true, value: null, at }
      try {
        const [row] = rowsOf(await clientOf(organization).get(queries.userByObjectId(aadObjectId), { signal }))
        const id = text(row?.systemuserid)
        const value = row && id ? { id, name: text(row.fullname) ?? '', address: text(row.internalemailaddress) } : null
        return { ok: true, value, at }
      } catch (error) {
        if (error instanceof DataverseError) return asMissing(error, 'prvReadUser')
        throw error
      }
    },

    async gather(gathering) {
      const { organization } = gathering.target
      if (!organization) throw new Error('No organization to look at')
      return gather({ ...gathering, client: clientOf(organization), now })
    },
  }
}

/** By configured name, URL, host, or first label of the host; also by the API's host, contoso.api.crm4.dynamics.com. */
function isMeant({ name, url }: OrganizationRef, wanted: string): boolean {
  const own = new URL(url)
  const typed = URL.canParse(wanted) ? new URL(wanted) : null
  const host = (typed && /^https?:$/.test(typed.protocol) ? typed.host : wanted).replace(/^([^.]+)\.api\./, '$1.')
  if (typed && /^https?:$/.test(typed.protocol)) return host === own.host && typed.username === ''
  return (
    wanted === name.toLowerCase() ||
    host === own.host ||
    (/[a-z]/.test(own.hostname) && wanted === own.hostname.split('.')[0])
  )
}

async function askNames(client: DataverseClient): Promise<readonly string[]> {
  const { Detail } = await client.get(queries.currentOrganization(), { signal: AbortSignal.timeout(NAME_LOOKUP_MS) })
  const detail = typeof Detail === 'object' && Detail !== null ? (Detail as Record<string, unknown>) : {}
  const names = [detail.UniqueName, detail.FriendlyName, detail.UrlName]
  return names.flatMap(name => text(name)?.toLowerCase() ?? [])
}
