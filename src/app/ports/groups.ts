import type { GroupMember } from '../../domain/triage/group/group.js'

/** Open cases with the same cause. A case lists itself as it is saved. */
export interface Groups {
  /** Those with the lowest numbers at the helpdesk first. `most`: how many at most; absent: all. */
  members(root: string, most?: number): Promise<readonly GroupMember[]>
  /** Remembers when a cause was seen to be gone, ISO 8601. */
  markGone(root: string, at: string): Promise<void>
  /** null: never. */
  goneAt(root: string): Promise<string | null>
}
