import { XMLParser } from 'fast-xml-parser'
import type { MailSettings } from '../../../domain/diagnosis/facts.js'
import { type Json, malformed } from '../../http/responses.js'
import { boolean, objectIn, option, text } from '../rowFields.js'

/** Rows about the organization. */

const CHANNELS = [0, 1] as const

export function mailSettingsOf(row: Json): MailSettings {
  const { requireapprovalforuseremail: users, requireapprovalforqueueemail: queues } = row
  const channel = option(row.emailconnectionchannel, CHANNELS)
  if (channel === null)
    throw malformed(`an organization without a known channel for e-mail: ${row.emailconnectionchannel}`)
  return {
    channel: channel === 0 ? 'synchronization' : 'router',
    approval: { users: boolean(users), queues: boolean(queues) },
    delegation: delegationIn(row.orgdborgsettings),
    audited: boolean(row.isauditenabled),
  }
}

const parser = new XMLParser({ parseTagValue: false, processEntities: false })

/** A setting that is absent is off: https://learn.microsoft.com/power-platform/admin/environment-database-settings */
function delegationIn(settings: unknown): boolean | null {
  const xml = text(settings)
  if (xml === null) return false
  const value = settingsIn(xml)?.EnableMailboxDelegationForOutgoingEmail
  if (value === undefined) return settingsIn(xml) ? false : null
  return String(value).trim().toLowerCase() === 'true'
}

/** null: it is no settings document. */
function settingsIn(xml: string): Json | null {
  try {
    const { OrgSettings } = parser.parse(xml, true)
    return OrgSettings === undefined ? null : objectIn(OrgSettings)
  } catch {
    return null
  }
}

/** For example 9.2.24073.198. */
export function versionOf({ Version: version }: Json): string {
  const found = text(version)
  if (found === null || !/^\d+(\.\d+)+$/.test(found)) throw malformed(`no version: ${version}`)
  return found
}
