import { addressesIn } from '../address.js'
import type { AuditEntry } from '../case/case.js'

type Replace = (personal: string) => string

/**
 * Ids that may be of a person: those of the channel, and GUIDs other than those of roles, which follow their name, and of
 * business units (auditRecord.ts).
 * https://learn.microsoft.com/microsoftteams/platform/resources/bot-v3/bot-conversations/bots-conv-channel
 */
const IDS =
  /\b(?:29|8):[\w:-]{8,}|(?<!" \(|business unit )\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi

/** What a text of Dynamics 365 says without naming anybody: codes, HTTP statuses and privileges. */
const IMPERSONAL = /\b(0x[0-9a-f]{8}|HTTP \d{3}|prv[a-z]+)\b/gi

/**
 * The permanent record of an entry, with everything that may lead to a person replaced:
 * - `by`: an Entra object id, or the id in the channel.
 * - `plan`: a hash without a key over ids of the organization. Whoever can read that organization could try them all.
 * - ids in `changes` and `detail`: a user, their settings and their mailbox belong to a person, and so do their e-mails and
 *   jobs. Whatever is not known to belong to the organization counts as personal, so that a new kind of write is safe.
 * - what `detail` quotes: Dynamics 365 names people in its texts, in any form, so only its codes are kept.
 *
 * What is left is about the organization: its URL, roles, business units, privileges, and the values of settings.
 */
export function withoutPeople(entry: AuditEntry, replace: Replace): AuditEntry {
  const { by, record } = entry
  if (!record) return entry
  const { plan, changes, detail, quotes } = record
  return {
    ...entry,
    by: by === 'bot' ? by : replace(by),
    record: {
      ...record,
      ...(plan !== undefined && { plan: replace(plan) }),
      changes: changes.map(change => withoutIds(change, replace)),
      ...(detail !== undefined && { detail: quotes ? codesOf(detail, replace) : withoutIds(detail, replace) }),
    },
  }
}

function withoutIds(text: string, replace: Replace): string {
  const named = addressesIn(text).reduce((rest, address) => rest.replaceAll(address, replace(address)), text)
  return named.replace(IDS, id => replace(id))
}

/** Splitting at a group puts what it matched at every second place. */
function codesOf(text: string, replace: Replace): string {
  const parts = text.split(IMPERSONAL).map((part, i) => (i % 2 === 1 || !/\w/.test(part) ? part : replace(part)))
  return parts.join('')
}
