import { type Case, isOpen } from '../../case/case.js'
import type { Event } from '../../case/caseEvents.js'
import { startVerifying } from '../../case/intake/intake.js'
import { withoutPromise } from '../../case/pendingWork.js'
import type { Phase } from '../../case/phase.js'
import { blockingIn, type Diagnosis } from '../../diagnosis/diagnosis.js'
import type { Message } from '../../diagnosis/finding.js'
import { withAuditLine } from '../../repair/auditTrail.js'
import { type Definitions, isCuredBy, remedyOf } from '../../repair/remedy.js'
import { withNotice } from '../notices.js'
import type { Release, SharedCause } from './group.js'
import type { CauseGone } from './groupEvents.js'
import { type CauseState, sharedCauseIn, stateOf } from './sharedCause.js'

/**
 * One cause, many people. Each case says which cause it may share. When a look shows that it is gone, the case promises that
 * all others with this cause look, too; each goes on as after a repair of its own, and its owner is told once.
 */
export function withGroup(before: Case, after: Case, event: Event, definitions: Definitions): Case {
  if (!definitions.helpdesk) return after
  return lookAgain(told(withLook(before, aboutAnother(before, after), { event, definitions })), event.at, definitions)
}

/** A case that is about another sender by now shows nothing about the cause that it had: it is not gone for the others. */
function aboutAnother({ target: was }: Case, after: Case): Case {
  const { shared, released: _released, ...bare } = after
  const { target: is } = after
  if (!shared) return after
  const isSame =
    is.organization?.url === was.organization?.url && is.sender === was.sender && is.actingAccount === was.actingAccount
  return isSame ? after : bare
}

/** The case learns that its cause is gone for somebody else. null: it knows, or has looked since, or has another cause by now. */
export function release(thisCase: Case, { at, root, since, silent }: CauseGone): Case | null {
  const { shared, released } = thisCase
  if (!isOpen(thisCase) || shared?.root !== root || shared.seenAt >= since) return null
  if (released?.root === root && released.since >= since) return null
  const audited = withAuditLine(thisCase, { at, by: 'bot', what: 'the cause is gone for somebody else' })
  return { ...audited, released: { root, since, ...(silent && { silent }) } }
}

interface Looking {
  readonly event: Event
  readonly definitions: Definitions
}

function withLook(before: Case, after: Case, { event, definitions: { checks } }: Looking): Case {
  const diagnosis = newDiagnosis(before, after, event)
  if (!diagnosis) return after
  const { shared: was, released, ...bare } = after
  const seenAt = 'startedAt' in before.phase ? before.phase.startedAt : event.at
  const search = { target: after.target, checks }
  const state = was ? stateOf(was, search, diagnosis) : null
  const lead = sharedCauseIn(search, diagnosis, seenAt)
  // What was not seen is not gone.
  const shared = lead ?? (was && state === 'unknown' ? { ...was, seenAt } : null)
  const seen: Case = { ...bare, ...(shared && { shared }) }
  if (released?.gone) return { ...seen, released }
  if (!was) return seen
  const next = released?.root === was.root ? afterRelease(seen, released, { state, shared }) : seen
  // Whoever only looks because others do begins no round, so that there is an end to it.
  const isOwn = released?.root !== was.root || !released.looking
  return state === 'gone' && isOwn ? withRound(next, was, event.at) : next
}

/** The diagnosis of a look that has just ended. */
function newDiagnosis(before: Case, { phase }: Case, { type }: Event): Diagnosis | null {
  if ((type !== 'gathered' && type !== 'failed') || !('diagnosis' in phase)) return null
  const isSame = 'diagnosis' in before.phase && before.phase.diagnosis === phase.diagnosis
  return isSame ? null : phase.diagnosis
}

function withRound(thisCase: Case, { root }: SharedCause, since: string): Case {
  const others = (thisCase.rounds ?? []).filter(round => round.root !== root)
  return { ...thisCase, rounds: [...others, { root, since }] }
}

interface Looked {
  readonly state: CauseState | null
  readonly shared: SharedCause | null
}

/** A look that began before the release does not count, unless the cause is gone. */
function afterRelease(thisCase: Case, released: Release, { state, shared }: Looked): Case {
  if (state === 'gone' || state === 'left') {
    // Whoever looked for another reason sees it on their card.
    return released.looking ? { ...thisCase, released: { ...released, gone: true } } : thisCase
  }
  if (!released.looking && shared?.root === released.root) return { ...thisCase, released }
  // Nothing was repaired in this case.
  return withNote(thisCase, null)
}

function withNote(thisCase: Case, message: Message | null): Case {
  const { phase } = thisCase
  if (phase.name !== 'diagnosed') return thisCase
  const { note, ...plain } = phase
  const isKept = note !== undefined && !isOfRepair(note)
  return { ...thisCase, phase: isKept ? phase : { ...plain, ...(message && { note: message }) } }
}

/** Says "that is done" to somebody who did nothing. */
function isOfRepair({ key }: Message): boolean {
  return key === 'notes.notVerified' || key.startsWith('notes.verified.')
}

/** While mail is watched, nothing is said until it has left: then there is one message, not two. */
function told(thisCase: Case): Case {
  const { released, phase } = thisCase
  if (!released?.gone) return thisCase
  if (phase.name === 'resolved') return released.silent ? withoutPromise(thisCase, 'notify') : thisCase
  if (phase.name !== 'diagnosed') return thisCase
  const stops = blockingIn(phase.diagnosis).length > 0
  const message: Message = { key: `triage.told.shared.${stops ? 'otherCause' : 'gone'}` }
  const { released: _, ...bare } = withNote(thisCase, message)
  return released.silent ? bare : withNotice(bare, { to: 'user', message })
}

/** Not while somebody repairs something in this case: then it looks as soon as that has ended. */
function lookAgain(thisCase: Case, at: string, definitions: Definitions): Case {
  const { released, shared, phase } = thisCase
  if (!released || released.gone || released.looking || shared?.root !== released.root) return thisCase
  if (phase.name !== 'diagnosed' && phase.name !== 'watching' && !isMoot(phase, shared, definitions)) return thisCase
  const watch = phase.name === 'watching' ? phase.watch : undefined
  return { ...startVerifying(thisCase, at, watch), released: { ...released, looking: true } }
}

/** A repair of the shared cause is offered, and nobody has agreed to it. */
function isMoot(phase: Phase, shared: SharedCause, { remedies }: Definitions): boolean {
  if (phase.name !== 'offered') return false
  return isCuredBy({ checkId: shared.cause }, remedyOf(remedies, phase.remedy))
}
