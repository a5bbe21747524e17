import { isSender } from '../domain/authorization.js'
import type { Case, Surface } from '../domain/case.js'
import { isAboutOwner } from './known.js'

/** Who reads a card. */
export interface Viewer {
  /** It is about their own mail. */
  readonly isSender: boolean
  /** Nobody else reads along. */
  readonly alone: boolean
}

export function viewerOf(
  c: Case,
  { audience, conversationType }: Pick<Surface, 'audience' | 'conversationType'>,
): Viewer {
  const isOwn = audience === 'sender' || (audience === 'user' && (isSender(c, c.owner) || isAboutOwner(c)))
  return { isSender: isOwn, alone: conversationType === 'personal' }
}
