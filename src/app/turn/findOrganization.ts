import { withoutAddresses } from '../../domain/address.js'
import type { OrganizationRef } from '../../domain/case/case.js'
import type { ParsedMessage } from '../../domain/parsedMessage.js'
import type { Context } from './turn.js'

/** The organization that a text names or mentions. Words within e-mail addresses do not count. */
export async function findOrganization(
  { organizations }: Context,
  message: ParsedMessage,
): Promise<OrganizationRef | null> {
  if (message.log?.organization) return organizations.find(message.log.organization)
  if (message.url && !message.log) return organizations.find(message.url)
  const words = wordsOf(withoutAddresses(message.text))
  const mentioned = organizations
    .list()
    .toSorted((a, b) => b.name.length - a.name.length)
    .find(({ name }) => words.includes(wordsOf(name)))
  if (mentioned) return mentioned
  const maybeName = !message.log && !/[@＠]/.test(message.text) && !message.command && message.codes.length === 0
  return maybeName && message.text.length <= 100 ? organizations.find(message.text) : null
}

/** Lower case, with a single space between words and at both ends, so that only whole words match. */
function wordsOf(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `
}
