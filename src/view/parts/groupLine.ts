import type { Case } from '../../domain/case/case.js'
import type { Wording } from '../wordings.js'

/** How many people have the same cause, for the helpdesk; empty: nobody else, as far as was counted. */
export function groupLine({ group, shared }: Case, wording: Wording): string {
  if (!group || !shared || group.people === 0) return ''
  const { people, atLeast, first } = group
  const counted = wording.say('triage.card.group', { people, atLeast: atLeast ? 'yes' : 'no' })
  return first === null ? counted : `${counted} ${wording.say('triage.card.groupFirst', { number: first })}`
}
