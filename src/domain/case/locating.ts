import type { Message } from '../diagnosis/diagnosis.js'
import { singleOf } from '../diagnosis/sendAs.js'
import { excerpt } from '../parsedMessage.js'
import type { Case, OrganizationRef } from './case.js'
import type { Sighting } from './caseEvents.js'
import { promise } from './pendingWork.js'
import type { Located } from './phase.js'

export function unknownOrganization(named: string, organizations: readonly OrganizationRef[]): Message {
  const names = organizations.map(({ name }) => name).join(', ')
  return { key: 'notes.organizationUnknown', args: { text: excerpt(named), names } }
}

/** Looks for the sender's address in all organizations. */
export function locate(c: Case): Case {
  return promise({ ...c, phase: { name: 'locating', run: c.phase.run + 1 } }, 'locate')
}

/** What was seen; an organization that nobody asked was not reached. */
export function sightingsSummary({ organizations, target }: Case, seen: readonly Sighting[]): Located {
  const sightings = organizations.map(({ url }) => {
    const known = seen.find(one => one.url === url)?.known
    return { url, known: known ?? { ok: false as const, why: 'notGathered' as const, detail: '' } }
  })
  return {
    address: target.sender ?? '',
    knowing: sightings.flatMap(({ url, known }) => (known.ok && known.value ? [url] : [])),
    unreached: sightings.flatMap(({ url, known }) => (known.ok ? [] : [{ url, why: known.why }])),
  }
}

/** The one organization that knows the address, where all were asked; null: several do, none does, or nobody can tell. */
export function soleOrganization({ organizations }: Case, { knowing, unreached }: Located): OrganizationRef | null {
  const url = unreached.length === 0 ? singleOf(knowing) : null
  return organizations.find(one => one.url === url) ?? null
}
