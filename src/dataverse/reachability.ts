import type { OrganizationRef } from '../domain/case/case.js'
import { type ConfiguredOptions, clientsOf } from './clients.js'
import * as queries from './facts/queries.js'

export interface Reachability {
  /** The application has a token for one of the organizations, at least. Rejects if not. */
  token(): Promise<void>
  /** One of the organizations, at least, answers the application. Rejects if not. */
  organization(signal: AbortSignal): Promise<void>
}

/** Whether the bot can work at all. The organization that answered last is asked alone, as long as it answers. */
export function createReachability(options: ConfiguredOptions): Reachability {
  const { organizations, tokens } = options
  const clientOf = clientsOf(options)
  let last: OrganizationRef | null = null
  const ask = async (organization: OrganizationRef, signal: AbortSignal) => {
    await clientOf(organization).get(queries.whoAmI(), { signal })
    last = organization
  }
  return {
    async token() {
      await Promise.any(organizations.map(({ url }) => tokens.forOrganization(url)))
    },
    async organization(signal) {
      const answered = last !== null && (await ask(last, signal).then(...YES_OR_NO))
      if (answered) return
      // Once one has answered, nobody waits for the others.
      const over = new AbortController()
      const asking = AbortSignal.any([signal, over.signal])
      await Promise.any(organizations.map(organization => ask(organization, asking))).finally(() => over.abort())
    },
  }
}

const YES_OR_NO = [() => true, () => false] as const
