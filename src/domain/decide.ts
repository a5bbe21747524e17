import { noted } from './audit.js'
import { type Actor, type Case, isOpen, type Surface, stepOf } from './case.js'
import { decideWork } from './decideWork.js'
import type { Check } from './diagnosis.js'
import type { Answer, Event, PersonEvent } from './events.js'
import { forgotten } from './forgotten.js'
import { advance, known, sameAddress, startGathering } from './intake.js'

export type Refusal = 'stale' | 'notAllowed'
export type Decision = { readonly done: Case } | { readonly refused: Refusal }

const stale: Decision = { refused: 'stale' }
const notAllowed: Decision = { refused: 'notAllowed' }

/** What an event makes of a case, or why it makes nothing. Pure: the same case and event give the same answer on every instance. */
export function decide(c: Case, e: Event, checks: readonly Check[]): Decision {
  switch (e.type) {
    case 'shown':
      return { done: { ...c, surfaces: [...c.surfaces.filter(s => !samePlace(s, e.surface)), e.surface] } }
    case 'answered':
    case 'checkedAgain':
    case 'cancelled':
      return decidePerson(c, e)
    case 'leased':
    case 'progressed':
    case 'identified':
    case 'gathered':
    case 'failed':
      return outcomeOf(decideWork(c, e, checks))
    default:
      return forgotten(e)
  }
}

function outcomeOf(done: Case | null): Decision {
  return done ? { done } : stale
}

function samePlace(a: Surface, b: Surface): boolean {
  return a.conversationId === b.conversationId && a.audience === b.audience
}

function decidePerson(c: Case, e: PersonEvent): Decision {
  if (e.by.id !== c.owner.id && !e.by.helpdesk) return notAllowed
  if (e.step !== stepOf(c)) return stale
  const noting = noted(c, {
    at: e.at,
    by: e.by,
    what: e.type === 'answered' ? `answered ${e.answer.ask}` : e.type,
  })
  if (e.type === 'cancelled') return isOpen(c) ? { done: close(noting, e) } : stale
  const { phase } = c
  switch (phase.name) {
    case 'intake':
      return e.type === 'answered' && e.answer.ask === phase.ask ? answer(noting, e, e.answer) : stale
    case 'diagnosed':
      return e.type === 'checkedAgain' ? { done: startGathering(noting, e.at) } : stale
    case 'identifying':
    case 'diagnosing':
    case 'resolved':
    case 'closed':
      return stale
    default:
      return forgotten(phase)
  }
}

function close(c: Case, { at, reason }: Extract<PersonEvent, { type: 'cancelled' }>): Case {
  return { ...c, pending: [], phase: { name: 'closed', run: c.phase.run, at, reason } }
}

function answer(c: Case, { at, by }: { at: string; by: Actor }, given: Answer): Decision {
  switch (given.ask) {
    case 'lookAlike':
      return { done: advance(known(c, { checkAnyway: true }), at) }
    case 'symptom':
      return { done: advance(known(c, { symptom: given.value }), at) }
    case 'organization': {
      const organization = c.organizations.find(({ url }) => url === given.value)
      return organization ? { done: advance(known(c, { organization }), at) } : stale
    }
    case 'sender':
      return answerSender(c, { at, by, address: given.value })
    case 'whichSender': {
      const offered = c.phase.name === 'intake' && c.phase.candidates?.some(({ id }) => id === given.value)
      return offered ? { done: advance(known(c, { senderId: given.value }), at) } : stale
    }
    case 'routerAccount':
      return { done: advance(known(c, { routerAccount: given.value }), at) }
    default:
      return forgotten(given)
  }
}

/** A sender may ask about themself only. Who could not be looked up (an outage) is looked up again first. */
function answerSender(c: Case, { at, by, address }: { at: string; by: Actor; address: string }): Decision {
  if (by.helpdesk) return { done: advance(known({ ...c, vouched: true }, { sender: address }), at) }
  if (c.person && !c.person.ok) {
    const { person: _forgotten, ...rest } = known(c, { sender: address })
    return { done: advance(rest, at) }
  }
  const self = c.person?.value
  return self && sameAddress(self.address, address)
    ? { done: advance(known(c, { sender: address, senderId: self.id }), at) }
    : notAllowed
}
