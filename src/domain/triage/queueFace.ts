import type { Case } from '../case/case.js'
import { groupFaceOf } from './group/groupCount.js'
import { isUnreachable } from './place.js'
import { hashOf } from './triageFinding.js'

/** What the card in the channel shows, as a hash: it is drawn again only if that has changed. */
export function queueFaceOf(thisCase: Case): string {
  const { triage, target, phase, surfaces } = thisCase
  if (!triage) return ''
  const { changedAt: _at, listed: _listed, notes, ...shown } = triage
  const { organization, sender } = target
  const reason = phase.name === 'closed' ? phase.reason : ''
  const isUnreached = isUnreachable(surfaces) || (phase.name === 'asking' && phase.reached === 'none')
  const snoozed = thisCase.reminder?.snoozed ? thisCase.reminder.at : ''
  const card = [notes.length, organization?.name, sender, phase.name, reason, isUnreached, snoozed]
  const face = [shown, ...card, groupFaceOf(thisCase)]
  return hashOf([JSON.stringify(face)])
}
