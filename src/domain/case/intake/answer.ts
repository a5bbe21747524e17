import { addressesIn } from '../../address.js'
import { assertNever } from '../../assertNever.js'
import { ANOTHER_ACCOUNT, accountMeant } from '../../diagnosis/accountChoice.js'
import type { Message } from '../../diagnosis/diagnosis.js'
import { isGuid } from '../../guid.js'
import { excerpt, readAccount, readAddress } from '../../parsedMessage.js'
import type { Actor, Case } from '../case.js'
import type { Answer, PersonEvent } from '../caseEvents.js'
import { advance, ask, withTarget } from './intake.js'
import { withoutLookups } from './intakeBack.js'
import { choose, retarget } from './retarget.js'

interface AnswerContext {
  readonly at: string
  readonly by: Actor
}

/** The case after an answer; null: that answer was not offered. */
export function answer(thisCase: Case, { at, by }: AnswerContext, given: Answer): Case | null {
  switch (given.ask) {
    case 'lookAlike':
      return advance(withTarget(thisCase, { checkAnyway: true }), at)
    case 'whichAddress': {
      const offered = thisCase.target.addresses?.includes(given.value)
      return offered ? advance(retarget(thisCase, { sender: given.value }, by), at) : null
    }
    case 'symptom':
      return advance(withTarget(thisCase, { symptom: given.value }), at)
    case 'errorText':
      return advance(withTarget(thisCase, { withoutText: true }), at)
    case 'organization': {
      const organization = thisCase.organizations.find(({ url }) => url === given.value)
      return organization ? advance(keepOrganization(retarget(thisCase, { organization }, by)), at) : null
    }
    case 'sender':
      return answerSender(thisCase, { at, by }, given.value)
    case 'whichSender': {
      const offered =
        thisCase.phase.name === 'intake' && thisCase.phase.candidates?.some(({ id }) => id === given.value)
      return offered ? advance(choose(thisCase, given.value), at) : null
    }
    case 'actingAccount':
      return answerAccount(thisCase, at, given.value)
    default:
      return assertNever(given)
  }
}

/** Keeps what somebody said, whatever was asked, and asks the next open question. */
export function addInformation(thisCase: Case, event: Extract<PersonEvent, { type: 'told' }>): Case {
  const updated = advance(withoutLookups(retarget(thisCase, event.known, event.by)), event.at)
  const { phase } = updated
  if (phase.name !== 'intake') return updated
  const note = event.note ?? phase.note
  const draft = phase.draft ?? event.draft
  return { ...updated, phase: { ...phase, ...(note && { note }), ...(draft !== undefined && draftOf(draft)) } }
}

/** Whether the case still collects answers, before any facts are gathered. */
export function isWalking({ phase }: Case): boolean {
  return phase.name === 'intake' || phase.name === 'locating' || phase.name === 'identifying'
}

/** The organization was chosen by a person, so it stays, whatever address is typed next. */
function keepOrganization(thisCase: Case): Case {
  if (!thisCase.located?.taken) return thisCase
  const { taken: _taken, ...located } = thisCase.located
  return { ...thisCase, located }
}

function answerSender(thisCase: Case, { at, by }: AnswerContext, typed: string): Case {
  const address = readAddress(typed)
  if (address) return advance(retarget(thisCase, { sender: address }, by), at)
  const addresses = addressesIn(typed)
  if (addresses.length > 1) return advance(retarget(thisCase, { addresses }, by), at)
  return askAgain(thisCase, typed, { key: 'notes.addressInvalid', args: { text: excerpt(typed) } })
}

/** null: it chooses an account that is not offered any more. */
function answerAccount(thisCase: Case, at: string, typed: string | null): Case | null {
  const { accounts = [], phase } = thisCase
  if (typed === null) return advance(withAccount(thisCase, null), at)
  if (typed === ANOTHER_ACCOUNT && accounts.length > 0)
    return { ...thisCase, phase: { name: 'intake', run: phase.run + 1, ask: 'actingAccount', another: true } }
  const meant = accountMeant(accounts, typed)
  if (meant) return advance(withAccount(thisCase, meant.account.address ?? meant.account.name, meant.account.id), at)
  if (isGuid(typed)) return null
  const account = addressesIn(typed).length > 1 ? null : readAccount(typed)
  if (account) return advance(withAccount(thisCase, readAddress(account) ?? account), at)
  return askAgain(thisCase, typed, { key: 'notes.accountInvalid' })
}

function withAccount(thisCase: Case, actingAccount: string | null, actingAccountId?: string): Case {
  const { actingAccountId: _before, ...target } = thisCase.target
  return {
    ...thisCase,
    target: { ...target, actingAccount, ...(actingAccountId !== undefined && { actingAccountId }) },
  }
}

/** Bytes of JSON that the card of a question has room for. */
const LARGEST_DRAFT = 12_000

/** A text that is too large for the card is dropped: half of it would be a different text. */
function draftOf(typed: string): { draft?: string } {
  const size = new TextEncoder().encode(JSON.stringify(typed)).length
  return size <= LARGEST_DRAFT ? { draft: typed } : {}
}

/** Asks the same question again, with what was typed still in its field. */
function askAgain(thisCase: Case, typed: string, note: Message): Case {
  const { phase } = thisCase
  if (phase.name !== 'intake') return thisCase
  return ask(thisCase, phase.ask, { note, ...draftOf(typed), ...(phase.another && { another: true }) })
}
