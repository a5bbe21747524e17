import { type Diagnosis, type Missing, missingFacts } from '../domain/diagnosis.js'
import type { Why } from '../domain/facts.js'
import { waits } from './backlog.js'
import type { Guide } from './guide.js'
import type { Wording } from './wording.js'

/** Reasons that pass by themselves. */
const PASSING: readonly Why[] = ['timeout', 'throttled', 'unreachable']

interface Known {
  /** Of the first problem; undefined: there is none. */
  readonly guide: Guide | undefined
  readonly wording: Wording
}

/** The one thing to do now, and who does it. */
export function nextStep(diagnosis: Diagnosis, { guide, wording }: Known): string {
  if (diagnosis.unexplained) return wording.say('next.unexplained')
  if (diagnosis.verdict === 'undetermined') return toSeeMore(missingFacts(diagnosis), wording)
  if (guide) return guide.next
  return wording.say(`next.${waits(diagnosis.backlog) ? 'waiting' : 'nothing'}`)
}

/** What has to happen so that what is missing can be seen: first what somebody has to grant, last what only passes. */
function toSeeMore(missing: readonly Missing[], wording: Wording): string {
  const privileges = [...new Set(missing.flatMap(({ privilege }) => privilege ?? []))]
  if (privileges.length > 0) {
    return wording.say('next.grant', { privileges: privileges.join(', '), count: privileges.length })
  }
  if (missing.some(({ why }) => why === 'forbidden')) return wording.say('next.allow')
  if (missing.some(({ fact, why }) => fact === 'routerAccounts' && why === 'notGathered')) {
    return wording.say('next.nameRouter')
  }
  if (missing.some(({ why }) => why === 'absent')) return wording.say('next.noMailbox')
  if (missing.some(({ why }) => why === 'notUnderstood')) return wording.say('next.readAlert')
  return wording.say(missing.every(({ why }) => PASSING.includes(why)) ? 'next.tryLater' : 'next.askAdministrator')
}
