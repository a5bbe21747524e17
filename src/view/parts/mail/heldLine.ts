import { type Diagnosis, problemsOf } from '../../../domain/diagnosis/diagnosis.js'
import type { TextPlace, Wording } from '../../wordings.js'
import { datesOf } from './backlogLine.js'

/** How many drafts and jobs were not allowed to send, how old they are, and that they do not leave by themselves. Empty: none. */
export function heldLine(diagnosis: Diagnosis, wording: Wording, place?: TextPlace): string {
  const { held } = diagnosis
  if (!held || held.drafts + held.jobs === 0) return ''
  const { drafts, jobs } = held
  const dates = datesOf({ count: drafts + jobs, ...held }, wording, place)
  return [
    heldCount(diagnosis, wording, place),
    ...dates,
    wording.say('held.again', { drafts, jobs, ...repairOf(diagnosis) }, place),
  ].join(' ')
}

/** How many drafts and jobs were not allowed to send. */
export function heldCount({ held }: Diagnosis, wording: Wording, place?: TextPlace): string {
  const { drafts = 0, jobs = 0 } = held ?? {}
  return wording.say('held.count', { drafts, jobs, kinds: Math.sign(drafts) + Math.sign(jobs) }, place)
}

/** Whether something has to be repaired before they are sent again. */
function repairOf(diagnosis: Diagnosis): { readonly repair: 'yes' | 'no' } {
  return { repair: problemsOf(diagnosis).some(({ severity }) => severity === 'blocking') ? 'yes' : 'no' }
}
