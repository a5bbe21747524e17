import { withoutAddresses } from '../../domain/address.js'
import type { OrganizationRef } from '../../domain/case/case.js'
import type { ParsedMessage } from '../../domain/parsedMessage.js'
import type { Organizations } from '../ports.js'
import type { Context } from './turn.js'

/** The organization that a text names or mentions. Words within e-mail addresses do not count. */
export async function findOrganization(
  { organizations }: Context,
  message: ParsedMessage,
): Promise<OrganizationRef | null> {
  // Whoever lists addresses names nothing else.
  if (message.check && message.place !== undefined) return organizationNamed(organizations, message.place)
  if (message.log?.organization) return organizations.find(message.log.organization)
  if (message.url && !message.log) return organizations.find(message.url)
  const words = wordsOf(withoutAddresses(message.text))
  const mentioned = organizations
    .list()
    .toSorted((a, b) => b.name.length - a.name.length)
    .find(({ name }) => words.includes(wordsOf(name)))
  if (mentioned) return mentioned
  const maybeName = !message.log && !/[@＠]/.test(message.text) && !message.command && message.codes.length === 0
  const named = message.place ?? (maybeName && message.text.length <= 100 ? message.text : null)
  return named === null ? null : organizations.find(named)
}

/** An organization whose name is part of the text, or the text part of its name, is another one. */
async function organizationNamed(organizations: Organizations, place: string): Promise<OrganizationRef | null> {
  const same = organizations.list().find(({ name }) => wordsOf(name) === wordsOf(place))
  return same ?? organizations.find(place)
}

/** Lower case, with a single space between words and at both ends, so that only whole words match. */
function wordsOf(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `
}
