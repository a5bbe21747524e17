import { noted } from './audit.js'
import { type Actor, type Case, isOpen, type Surface, stepOf } from './case.js'
import { decideRepair } from './decideRepair.js'
import { decideWork } from './decideWork.js'
import type { Check } from './diagnosis.js'
import type { Answer, Event, PersonEvent, RepairEvent } from './events.js'
import { forgotten } from './forgotten.js'
import { advance, known, sameAddress, startGathering, startVerifying } from './intake.js'
import { isSender } from './parties.js'

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
    case 'repairAsked':
    case 'holdAsked':
    case 'consented':
    case 'backedOut':
      return decidePerson(c, e)
    default:
      return outcomeOf(decideWork(c, e, checks))
  }
}

function outcomeOf(done: Case | null): Decision {
  return done ? { done } : stale
}

function samePlace(a: Surface, b: Surface): boolean {
  return a.conversationId === b.conversationId && a.audience === b.audience
}

function decidePerson(c: Case, e: PersonEvent): Decision {
  if (!mayAct(c, e)) return notAllowed
  if (e.step !== stepOf(c)) return stale
  if (isRepair(e)) return answered(decideRepair(c, e))
  const noting = noted(c, { at: e.at, by: e.by, what: e.type === 'answered' ? `answered ${e.answer.ask}` : e.type })
  switch (e.type) {
    case 'cancelled':
      // What is being written is not called off half-way.
      return isOpen(c) && c.phase.name !== 'applying' ? { done: close(noting, e) } : stale
    case 'checkedAgain':
      return checkAgain(noting, e.at)
    case 'answered':
      return c.phase.name === 'intake' && e.answer.ask === c.phase.ask ? answer(noting, e, e.answer) : stale
    default:
      return forgotten(e)
  }
}

function checkAgain(c: Case, at: string): Decision {
  const { phase } = c
  if (phase.name === 'watching') return { done: startVerifying(c, at, phase.watch) }
  return phase.name === 'diagnosed' || phase.name === 'asking' ? { done: startGathering(c, at) } : stale
}

function isRepair(e: PersonEvent): e is RepairEvent {
  return e.type === 'repairAsked' || e.type === 'holdAsked' || e.type === 'consented' || e.type === 'backedOut'
}

/** The owner and the helpdesk may; the sender, where it is theirs to decide; and an administrator who sees the card among others. */
function mayAct(c: Case, e: PersonEvent): boolean {
  const { by } = e
  if (by.id === c.owner.id || by.helpdesk) return true
  if (isSender(c, by)) return isRepair(e) || e.type === 'checkedAgain'
  return isRepair(e) && e.present === true && isForAdministrators(c, e)
}

/** Dataverse decides who may: it is written with the administrator's own token. */
function isForAdministrators({ phase }: Case, e: RepairEvent): boolean {
  const remedy = e.type === 'repairAsked' ? e.remedy : 'remedy' in phase ? phase.remedy : null
  return remedy === 'routerPrivilege' || remedy === 'routerPrivilegeDepth'
}

function answered(made: ReturnType<typeof decideRepair>): Decision {
  if (made === 'stale') return stale
  return made === 'notAllowed' ? notAllowed : { done: made }
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
