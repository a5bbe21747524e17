import type { Membership } from '../../domain/case/authorization.js'
import type { Actor } from '../../domain/case/case.js'
import type { Dependencies } from '../caseUpdates.js'
import type { Member, TriageChannel } from '../ports.js'

type Identified = Pick<Actor, 'tenantId' | 'aadObjectId'>

/** Whether somebody is an agent; `unseen`: they may be one, and the members of the channel cannot be read now. */
export async function membershipOf(deps: Dependencies, by: Identified): Promise<Membership> {
  const listed = deps.isHelpdesk(by)
  if (!deps.helpdesk) return { listed, member: false, guest: false, unseen: false }
  const channel = await deps.triageSettings.channel()
  if (!channel?.isPrivate) return { listed, member: false, guest: false, unseen: false }
  const members = await deps.rosters.members(channel.surface)
  const self = members?.find(member => isSame(member, by))
  return { listed, member: self !== undefined, guest: self?.isGuest ?? false, unseen: members === null }
}

/** The roster names people of the channel's own tenant only. */
function isSame({ tenantId, aadObjectId }: Member, by: Identified): boolean {
  if (!aadObjectId || !tenantId) return false
  return (
    aadObjectId.toLowerCase() === by.aadObjectId?.toLowerCase() && tenantId.toLowerCase() === by.tenantId?.toLowerCase()
  )
}

/** That of somebody whom the channel lists. A channel has thousands of members, so none of them is looked for. */
export function membershipIn(deps: Dependencies, { isPrivate }: TriageChannel, listed: Member): Membership {
  const { tenantId, aadObjectId, isGuest } = listed
  const member = isPrivate && tenantId !== null && aadObjectId !== null
  return { listed: deps.isHelpdesk(listed), member, guest: isPrivate && isGuest, unseen: false }
}
