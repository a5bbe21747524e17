import { type Activity, tenantOf } from '../activity.js'

export interface NotAdmitted {
  readonly sentence: string
  /** For the log, so it contains no names. */
  readonly message: string
  readonly details: object
}

/**
 * Why the sender of this activity is not served; null: they are. Only Teams says reliably which tenant somebody belongs
 * to, so nobody is served through another channel.
 */
export function refusalOf(
  activity: Pick<Activity, 'channelId' | 'conversation' | 'channelData'>,
  allowedTenants: ReadonlySet<string>,
): NotAdmitted | null {
  const tenantId = tenantOf(activity)
  if (tenantId !== null && allowedTenants.has(tenantId)) return null
  if (tenantId === null) {
    return {
      sentence: 'This bot serves people in Microsoft Teams only.',
      message: 'Refused an activity: nobody vouches for the tenant of its sender',
      details: {},
    }
  }
  return {
    sentence: 'This bot serves people of other organizations.',
    message: 'Refused an activity of another tenant: ALLOWED_TENANTS does not name it',
    details: { tenantId },
  }
}
