import type { Message } from '../../diagnosis/diagnosis.js'
import { excerpt } from '../../parsedMessage.js'
import { singleOf } from '../../singleOf.js'
import type { Case, OrganizationRef } from '../case.js'
import type { Sighting } from '../caseEvents.js'
import { promise } from '../pendingWork.js'
import type { Located } from '../phase.js'

export function unknownOrganization(named: string, organizations: readonly OrganizationRef[]): Message {
  const names = organizations.map(({ name }) => name).join(', ')
  return { key: 'notes.organizationUnknown', args: { text: excerpt(named), names } }
}

/** Starts looking up the sender's address in all organizations. */
export function locate(thisCase: Case): Case {
  return promise({ ...thisCase, phase: { name: 'locating', run: thisCase.phase.run + 1 } }, 'locate')
}

/** Sums up the look-up; an organization that was not asked counts as unreached. */
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

/** The only organization that knows the address, if all answered; null: several know it, none does, or one did not answer. */
export function soleOrganization({ organizations }: Case, { knowing, unreached }: Located): OrganizationRef | null {
  const url = unreached.length === 0 ? singleOf(knowing) : null
  return organizations.find(one => one.url === url) ?? null
}
