import { isForSender, isSender } from '../domain/case/authorization.js'
import { type Case, isSamePerson, type Surface } from '../domain/case/case.js'
import type { RemedyId } from '../domain/repair/repair.js'
import { isAboutOwner } from './parts/stepLines.js'

/** Who reads a card. */
export interface Viewer {
  /** It is about their own mail. */
  readonly isSender: boolean
  /** Nobody else reads along. */
  readonly alone: boolean
  /**
   * Looks after other people's mail: a member of the helpdesk in a chat of their own, or somebody who took a grant on
   * themselves. They read the product's names and levels; everybody else, and whoever reads in a group, is an employee.
   */
  readonly administers: boolean
}

export function viewerOf(
  c: Case,
  { audience, conversationType }: Pick<Surface, 'audience' | 'conversationType'>,
): Viewer {
  const alone = conversationType === 'personal'
  const isOwn = audience === 'sender' || (audience === 'user' && (isSender(c, c.owner) || isAboutOwner(c)))
  const owns = audience === 'user' && alone && (c.owner.helpdesk || tookItOn(c))
  return { isSender: isOwn, alone, administers: audience === 'helpdesk' || owns }
}

/**
 * Whether a press can succeed as far as anybody here knows; Dynamics 365 has the last word. In a group several people
 * read the same card, and an administrator may be among them.
 */
export function mayAgree(c: Case, remedy: RemedyId, { isSender: own, alone, administers }: Viewer): boolean {
  // A consent is given in a chat of one's own, where what leaves is shown; to take it back needs no such thing.
  if (isForSender(c, remedy)) return own && (alone || remedy === 'undo')
  return administers || !alone
}

/** The owner asked for what only an administrator can do, and so said to be one. */
function tookItOn(c: Case): boolean {
  const { phase, owner, applied } = c
  if ('remedy' in phase && !isForSender(c, phase.remedy)) return isSamePerson(phase.by, owner)
  return applied !== undefined && !isForSender(c, applied.remedy) && applied.by === (owner.aadObjectId ?? owner.id)
}
