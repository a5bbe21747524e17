import { answer, isWalking, tell } from './answer.js'
import { noted } from './audit.js'
import { type Case, isOpen, type Surface, stepOf } from './case.js'
import { decideRepair } from './decideRepair.js'
import { decideWork } from './decideWork.js'
import type { Check } from './diagnosis.js'
import type { Event, PersonEvent, RepairEvent } from './events.js'
import { forgotten } from './forgotten.js'
import { startGathering, startVerifying } from './intake.js'
import { goBack } from './intakeBack.js'
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
    case 'told':
    case 'wentBack':
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
      return outcomeOf(c.phase.name === 'intake' && e.answer.ask === c.phase.ask ? answer(noting, e, e.answer) : null)
    case 'told':
      return outcomeOf(isWalking(c) ? tell(noting, e) : null)
    case 'wentBack':
      return outcomeOf(goBack(noting))
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
