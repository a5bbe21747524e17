import { withoutAddresses } from '../../domain/address.js'
import type { OrganizationRef } from '../../domain/case/case.js'
import type { ParsedMessage } from '../../domain/parsedMessage.js'
import type { Context } from './turn.js'

/** The organization that a text is, or speaks of. An address is an address: no word of it names an organization. */
export async function findOrganization(
  { organizations }: Context,
  message: ParsedMessage,
): Promise<OrganizationRef | null> {
  if (message.log?.organization) return organizations.find(message.log.organization)
  if (message.url && !message.log) return organizations.find(message.url)
  const spoken = wordsOf(withoutAddresses(message.text))
  const found = organizations
    .list()
    .toSorted((a, b) => b.name.length - a.name.length)
    .find(({ name }) => spoken.includes(wordsOf(name)))
  if (found) return found
  const maybeName = !message.log && !/[@＠]/.test(message.text) && !message.command && message.codes.length === 0
  return maybeName && message.text.length <= 100 ? organizations.find(message.text) : null
}

/** Lower case, words apart by one space, one before and one behind, so that only whole words are found. */
function wordsOf(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `
}
