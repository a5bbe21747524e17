import { addressesIn } from '../address.js'
import { assertNever } from '../assertNever.js'
import type { Message } from '../diagnosis/diagnosis.js'
import { excerpt, readAccount, readAddress } from '../parsedMessage.js'
import type { Actor, Case } from './case.js'
import type { Answer, PersonEvent } from './caseEvents.js'
import { advance, ask, withTarget } from './intake.js'
import { withoutLookups } from './intakeBack.js'
import { choose, retarget } from './retarget.js'

interface AnswerContext {
  readonly at: string
  readonly by: Actor
}

/** What an answer makes of a case; null: it was not offered. */
export function answer(c: Case, { at, by }: AnswerContext, given: Answer): Case | null {
  switch (given.ask) {
    case 'lookAlike':
      return advance(withTarget(c, { checkAnyway: true }), at)
    case 'whichAddress': {
      const offered = c.target.addresses?.includes(given.value)
      return offered ? advance(retarget(c, { sender: given.value }, by), at) : null
    }
    case 'symptom':
      return advance(withTarget(c, { symptom: given.value }), at)
    case 'errorText':
      return advance(withTarget(c, { withoutText: true }), at)
    case 'organization': {
      const organization = c.organizations.find(({ url }) => url === given.value)
      return organization ? advance(keepOrganization(retarget(c, { organization }, by)), at) : null
    }
    case 'sender':
      return answerSender(c, { at, by }, given.value)
    case 'whichSender': {
      const offered = c.phase.name === 'intake' && c.phase.candidates?.some(({ id }) => id === given.value)
      return offered ? advance(choose(c, given.value), at) : null
    }
    case 'routerAccount':
      return answerAccount(c, at, given.value)
    default:
      return assertNever(given)
  }
}

/** Whatever the question was, what somebody tells is kept, and the next open question is asked. */
export function addInformation(c: Case, e: Extract<PersonEvent, { type: 'told' }>): Case {
  const updated = advance(withoutLookups(retarget(c, e.known, e.by)), e.at)
  const { phase } = updated
  if (phase.name !== 'intake') return updated
  const note = e.note ?? phase.note
  const draft = phase.draft ?? e.draft
  return { ...updated, phase: { ...phase, ...(note && { note }), ...(draft !== undefined && draftOf(draft)) } }
}

/** Where more can be told before anything is looked at. */
export function isWalking({ phase }: Case): boolean {
  return phase.name === 'intake' || phase.name === 'locating' || phase.name === 'identifying'
}

/** A person chose it: it stays, whatever address is typed next. */
function keepOrganization(c: Case): Case {
  if (!c.located?.taken) return c
  const { taken: _taken, ...located } = c.located
  return { ...c, located }
}

function answerSender(c: Case, { at, by }: AnswerContext, typed: string): Case {
  const address = readAddress(typed)
  if (address) return advance(retarget(c, { sender: address }, by), at)
  const addresses = addressesIn(typed)
  if (addresses.length > 1) return advance(retarget(c, { addresses }, by), at)
  return askAgain(c, typed, { key: 'notes.addressInvalid', args: { text: excerpt(typed) } })
}

function answerAccount(c: Case, at: string, typed: string | null): Case {
  if (typed === null) return advance(withTarget(c, { routerAccount: null }), at)
  const account = addressesIn(typed).length > 1 ? null : readAccount(typed)
  if (account) return advance(withTarget(c, { routerAccount: readAddress(account) ?? account }), at)
  return askAgain(c, typed, { key: 'notes.accountInvalid' })
}

/** Bytes of JSON: more than a question's card has room for. */
const LARGEST_DRAFT = 12_000

/** What is too large for the card is not shown again: half of a text would be another one. */
function draftOf(typed: string): { draft?: string } {
  const size = new TextEncoder().encode(JSON.stringify(typed)).length
  return size <= LARGEST_DRAFT ? { draft: typed } : {}
}

/** The question stands, and so does in its field what was typed. */
function askAgain(c: Case, typed: string, note: Message): Case {
  const { phase } = c
  if (phase.name !== 'intake') return c
  return ask(c, phase.ask, { note, ...draftOf(typed) })
}
