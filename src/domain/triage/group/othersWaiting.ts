import type { GroupMember, OthersWaiting } from './group.js'

/** What waits for the same cause, by the last looks of the others. Several checks about one sender count once. null: there is nobody else. */
export function othersWaiting(members: readonly GroupMember[], ownAddress: string): OthersWaiting | null {
  const bySender = new Map<string, GroupMember>()
  for (const member of members) if (member.address !== ownAddress) bySender.set(member.address, member)
  if (bySender.size === 0) return null
  const others = [...bySender.values()]
  const [oldest = null] = others.flatMap(member => member.oldest ?? []).toSorted()
  return {
    people: others.length,
    waiting: others.reduce((sum, { waiting }) => sum + waiting, 0),
    atLeast: others.some(({ atLeast }) => atLeast),
    oldest,
  }
}
