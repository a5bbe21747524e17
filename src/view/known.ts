import type { Case, Person, Question } from '../domain/case.js'
import { sameAddress } from '../domain/intake.js'
import type { Wording } from './wording.js'

/** The owner as a user of the organization; null: not known, or no such user. */
export function personOf(c: Case): Person | null {
  return c.person?.ok ? c.person.value : null
}

/** Whether the case is about its owner's own mail. */
export function isAboutOwner(c: Case): boolean {
  const person = personOf(c)
  const { senderId, sender } = c.target
  if (!person) return false
  return senderId ? senderId === person.id : sender !== undefined && sameAddress(person.address, sender)
}

/** What the person told so far, in one line; empty: nothing yet. */
export function knownLine(c: Case, wording: Wording): string {
  const { symptom, organization, sender } = c.target
  const parts = [
    symptom && wording.say(`intake.symptom.known.${symptom}`),
    organization && wording.quote(organization.name),
    sender && wording.quote(sender),
  ]
  return parts.filter(Boolean).join(' · ')
}

/** Where in the walk a question stands; it is counted even when it need not be asked. Empty: it is no step of the walk. */
export function stepLine(c: Case, ask: Question, wording: Wording): string {
  if (ask === 'lookAlike') return ''
  const { organization } = c.target
  const named = organization ? [organization] : c.organizations
  const asksRouter = ask === 'routerAccount' || named.some(({ routerAccount }) => !routerAccount)
  const asksOrganization = ask === 'organization' || c.organizations.length > 1
  const walk: Question[] = ['symptom', ...(asksOrganization ? (['organization'] as const) : []), 'sender']
  if (asksRouter) walk.push('routerAccount')
  const step = walk.indexOf(ask === 'whichSender' ? 'sender' : ask) + 1
  return wording.say('intake.step', { step, of: walk.length })
}
