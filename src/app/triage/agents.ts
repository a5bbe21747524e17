import { isAgent } from '../../domain/case/authorization.js'
import type { Agent } from '../../domain/triage/triage.js'
import type { Dependencies } from '../caseUpdates.js'
import { membershipIn } from './helpdeskMembership.js'

/** Whom a case can be given: the agents among the members of the channel, by name. */
export async function agentsOf(deps: Dependencies): Promise<readonly Agent[]> {
  const channel = await deps.triageSettings.channel()
  if (!channel) return []
  const { channelId } = channel.surface
  const members = (await deps.rosters.members(channel.surface)) ?? []
  return members
    .filter(member => isAgent(membershipIn(deps, channel, member)))
    .map(({ id, name, tenantId, aadObjectId }) => ({ channelId, id, name, tenantId, aadObjectId }))
    .toSorted((one, other) => one.name.localeCompare(other.name))
}
