import type { OrganizationRef } from '../domain/case.js'
import type { Said } from '../domain/said.js'
import type { Context } from './turn.js'

/** The organization that a text is, or speaks of. */
export async function namedIn({ organizations }: Context, said: Said): Promise<OrganizationRef | null> {
  if (said.log?.organization) return organizations.find(said.log.organization)
  if (said.url && !said.log) return organizations.find(said.url)
  const spoken = organizations
    .list()
    .toSorted((a, b) => b.name.length - a.name.length)
    .find(({ name }) => wordsOf(said.text).includes(wordsOf(name)))
  if (spoken) return spoken
  const maybeName = !said.log && !said.address && !said.command && said.codes.length === 0 && said.text.length <= 100
  return maybeName ? organizations.find(said.text) : null
}

/** Lower case, words apart by one space, one before and one behind, so that only whole words are found. */
function wordsOf(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `
}
