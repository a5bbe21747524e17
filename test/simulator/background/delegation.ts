import { XMLParser } from 'fast-xml-parser'
import type { Database, Row } from '../rows/database.js'
import { organizationOf } from '../sending/mails.js'

const parser = new XMLParser()

/**
 * The user whose mailbox sends where delegation is on: whoever handed the e-mail over. Undefined: the mailbox of From
 * sends. That an absent setting means off is UNCONFIRMED. https://learn.microsoft.com/power-platform/admin/send-email-on-behalf
 */
export function submitterOf(
  db: Database,
  { _modifiedby_value: modifier, _createdby_value: maker }: Row,
): Row | undefined {
  if (!isDelegated(db)) return undefined
  const users = db.table('systemuser')
  const last = users.find(String(modifier))
  return last && !isPlatform(last) ? last : users.find(String(maker))
}

export function isDelegated(db: Pick<Database, 'table'>): boolean {
  const { OrgSettings: settings } = parser.parse(String(organizationOf(db).orgdborgsettings ?? '')) as Settings
  return settings?.EnableMailboxDelegationForOutgoingEmail === true
}

interface Settings {
  readonly OrgSettings?: Readonly<Record<string, unknown>>
}

/** SYSTEM, and accounts whose name begins with # and that are no applications. */
function isPlatform({ fullname, applicationid }: Row): boolean {
  return applicationid == null && /^(SYSTEM$|# )/.test(String(fullname))
}
