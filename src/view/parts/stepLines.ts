import type { Case, Person, Question } from '../../domain/case/case.js'
import { walkOf } from '../../domain/case/intake/intakeBack.js'
import type { Wording } from '../wordings.js'

const UNNUMBERED: readonly Question[] = ['lookAlike', 'actingAccount']

/** The owner as a user of the organization; null: not known, or no such user. */
export function personOf(thisCase: Case): Person | null {
  return thisCase.person?.ok ? thisCase.person.value : null
}

/** The person's answers so far, in one line; empty: none yet. */
export function knownLine(thisCase: Case, wording: Wording): string {
  const { symptom, organization, sender, addresses } = thisCase.target
  const parts = [
    symptom && wording.say(`intake.symptom.known.${symptom}`),
    organization && wording.quote(organization.name),
    sender && wording.say('intake.known.sender', { sender }),
    addresses && !sender && addresses.map(address => wording.quote(address)).join(', '),
    helpdeskPart(thisCase, wording),
  ]
  return parts.filter(Boolean).join(' · ')
}

/** By which number the helpdesk has the check, and who of them. */
function helpdeskPart({ triage }: Case, wording: Wording): string {
  if (!triage || triage.number === null) return ''
  const { number, assignee } = triage
  return wording.say('triage.known', { number, taken: assignee ? 'yes' : 'no', agent: assignee?.name ?? '' })
}

/**
 * The number of a question in the walk, which counts even questions that need not be asked. Empty: it is not a step of the walk,
 * such as the account, which only some checks ask for, after all steps that were announced.
 */
export function stepLine(thisCase: Case, ask: Question, wording: Wording): string {
  const walk: readonly Question[] = walkOf(thisCase).filter(question => !UNNUMBERED.includes(question))
  const step = walk.indexOf(ask === 'whichSender' ? 'sender' : ask) + 1
  return step > 0 ? wording.say('intake.step', { step, of: walk.length }) : ''
}
