import { deciderOf, mayConsent, mayReadMails } from '../case/authorization.js'
import { ALL_MAILS } from '../case/cardClick.js'
import type { Case } from '../case/case.js'
import type { RepairEvent } from '../case/caseEvents.js'
import { promise } from '../case/pendingWork.js'
import type { Applying, Offered, Planning } from '../case/phase.js'
import type { Message } from '../diagnosis/diagnosis.js'
import { releasesOld } from './ageOfMail.js'
import { auditRecordOf } from './auditRecord.js'
import { withAuditLine } from './auditTrail.js'
import { askSender, endAsk, withRefusal } from './consentAsk.js'
import { leaveRepair } from './leaveRepair.js'
import { cureIn, type Definitions, isHoldable, needsName, type Remedy, remedyFor, remedyOf } from './remedy.js'
import type { RemedyId } from './repair.js'

/** `notAllowed`: only the sender may do this. */
export type RepairDecision = Case | 'stale' | 'notAllowed'
type Of<T extends RepairEvent['type']> = Extract<RepairEvent, { type: T }>

/** The case after somebody's request for a repair. The caller has checked that they may act on the case. */
export function decideRepair(thisCase: Case, event: RepairEvent, { remedies }: Definitions): RepairDecision {
  switch (event.type) {
    case 'repairAsked':
      return ask(thisCase, event, remedies)
    case 'holdAsked':
      return hold(thisCase, event, remedies)
    case 'consented':
      return consent(thisCase, event, remedies)
    case 'signInAsked':
      return waitForSignIn(thisCase, event, remedies)
    case 'backedOut':
      return backOut(thisCase, event, remedies)
  }
}

function ask(thisCase: Case, event: Of<'repairAsked'>, remedies: readonly Remedy[]): RepairDecision {
  const { by, own, at } = event
  const { phase } = thisCase
  const remedy = remedyOf(remedies, event.remedy)
  if (!thisCase.parties || !remedy) return 'stale'
  if (remedy.purpose === 'undo') return undo(thisCase, event, { remedy, remedies })
  if (phase.name !== 'diagnosed' && phase.name !== 'asking') return 'stale'
  if (cureIn(phase.diagnosis, [remedy]) === null) return 'stale'
  // A sender who asks in a group is asked in their own chat, since only they may see what is shown before consent.
  if (remedy.decides === 'sender' && !mayReadMails(thisCase, by, own)) return askSender(thisCase, event)
  const { diagnosis } = phase
  return startPlanning(thisCase, { diagnosis, at, remedy: remedy.id, by, own })
}

interface Undoing {
  readonly remedy: Remedy
  readonly remedies: readonly Remedy[]
}

function undo(
  thisCase: Case,
  { by, own, at }: Of<'repairAsked'>,
  { remedy: { id }, remedies }: Undoing,
): RepairDecision {
  const { phase, applied } = thisCase
  if (!applied || applied.undone) return 'stale'
  if (!mayConsent(thisCase, deciderOf(thisCase, id, remedies), by)) return 'notAllowed'
  const wanted = { at, remedy: id, by, own } as const
  if (phase.name === 'watching' || phase.name === 'resolved') {
    return startPlanning(thisCase, { ...wanted, diagnosis: phase.diagnosis, origin: phase })
  }
  return phase.name === 'diagnosed' ? startPlanning(thisCase, { ...wanted, diagnosis: phase.diagnosis }) : 'stale'
}

/** Starts working out the exact writes. */
export function startPlanning(thisCase: Case, wanted: Omit<Planning, 'name' | 'run'>): Case {
  return promise({ ...thisCase, phase: { name: 'planning', run: thisCase.phase.run + 1, ...wanted } }, 'plan')
}

function hold(thisCase: Case, { by, chosen, own, at }: Of<'holdAsked'>, remedies: readonly Remedy[]): RepairDecision {
  const { phase } = thisCase
  if (phase.name !== 'offered') return 'stale'
  const before = remedyOf(remedies, phase.remedy)
  if (before?.chooses) return choose(thisCase, phase, { event: { by, chosen, own, at }, remedy: before, remedies })
  const holding = remedyFor(remedies, 'hold')
  if (!before || !holding || !isHoldable(before)) return 'stale'
  // Whoever asked about their own right would read on their card how many e-mails are canceled.
  if (thisCase.target.scope === 'right') return 'stale'
  if (!mayReadMails(thisCase, by, own)) return 'notAllowed'
  const all = chosen.includes(ALL_MAILS)
  const held = phase.mails.map(({ id }) => id).filter(id => all || chosen.includes(id))
  if (held.length === 0) return { ...thisCase, phase: { ...phase, note: { key: 'notes.chooseMails' } } }
  const { diagnosis } = phase
  return startPlanning(thisCase, { diagnosis, at, remedy: holding.id, chosen: held, before: before.id, by, own })
}

interface Choosing {
  readonly event: Pick<Of<'holdAsked'>, 'by' | 'chosen' | 'own' | 'at'>
  readonly remedy: Remedy
  readonly remedies: readonly Remedy[]
}

/** The e-mails or jobs that the repair is about were chosen. Nothing is chosen beforehand, and never all at once. */
function choose(thisCase: Case, phase: Offered, { event, remedy, remedies }: Choosing): RepairDecision {
  const { by, own, at } = event
  if (!mayConsent(thisCase, deciderOf(thisCase, remedy.id, remedies), by)) return 'notAllowed'
  if (remedy.decides === 'sender' && !mayReadMails(thisCase, by, own)) return 'notAllowed'
  const offered = [...phase.mails, ...(phase.jobs ?? [])].map(({ id }) => id)
  const chosen = offered.filter(id => event.chosen.includes(id))
  if (chosen.length === 0) return { ...thisCase, phase: { ...phase, note: { key: 'notes.chooseSome' } } }
  return startPlanning(thisCase, { diagnosis: phase.diagnosis, at, remedy: remedy.id, chosen, by, own })
}

/** The repair that follows once e-mails were held back; null: this version knows none. */
function repairAfterHolding({ before, diagnosis }: Planning | Applying, remedies: readonly Remedy[]): RemedyId | null {
  return before ?? cureIn(diagnosis, remedies.filter(isHoldable))?.remedy.id ?? null
}

/** Goes on with the repair after e-mails were held back. */
export function continueAfterHolding(
  thisCase: Case,
  phase: Planning | Applying,
  { remedies, note }: { readonly remedies: readonly Remedy[]; readonly note: Message },
): Case {
  const { diagnosis, at, by, own } = phase
  const remedy = repairAfterHolding(phase, remedies)
  return remedy
    ? startPlanning(thisCase, { diagnosis, at, by, own, remedy, note })
    : leaveRepair(thisCase, phase, 'notes.repairUnknown')
}

function consent(thisCase: Case, event: Of<'consented'>, remedies: readonly Remedy[]): RepairDecision {
  const { phase } = thisCase
  if (phase.name !== 'offered') return 'stale'
  const remedy = remedyOf(remedies, phase.remedy)
  if (!remedy) return leaveRepair(thisCase, phase, 'notes.repairUnknown')
  const agreed = phase.plans.find(({ hash }) => hash === event.plan)
  if (!agreed) return 'stale'
  if (!mayConsent(thisCase, deciderOf(thisCase, remedy.id, remedies), event.by)) return 'notAllowed'
  if (needsName(remedy, phase.diagnosis) && !isNamed(thisCase, event.typedName))
    return { ...thisCase, phase: { ...phase, note: { key: 'notes.typeName' } } }
  if (releasesOld(phase, remedy) && !event.knowsOld)
    return { ...thisCase, phase: { ...phase, note: { key: phase.jobs ? 'notes.knowsOldJobs' : 'notes.knowsOld' } } }
  const record = auditRecordOf(thisCase, { kind: 'consent', token: null, plan: agreed })
  const audited = withAuditLine(thisCase, { at: event.at, by: event.by, what: `agreed to ${agreed.way}`, record })
  const {
    plans: _plans,
    mails: _mails,
    jobs: _jobs,
    others: _others,
    backlog: _backlog,
    note: _note,
    signIn: _signIn,
    ...wanted
  } = phase
  const signer = { actor: event.by, channelId: event.channelId }
  return promise({ ...audited, phase: { ...wanted, name: 'applying', plan: agreed, signer } }, 'apply')
}

/** Remembers the sign-in, so that its card can be shown again after the chat was loaded anew. */
function waitForSignIn(thisCase: Case, event: Of<'signInAsked'>, remedies: readonly Remedy[]): RepairDecision {
  const { plan, need, conversationId, by } = event
  const { phase } = thisCase
  if (phase.name !== 'offered' || !phase.plans.some(({ hash }) => hash === plan)) return 'stale'
  if (!mayConsent(thisCase, deciderOf(thisCase, phase.remedy, remedies), by)) return 'notAllowed'
  const { note: _note, ...offered } = phase
  return { ...thisCase, phase: { ...offered, signIn: { plan, need, conversationId } } }
}

function isNamed({ target }: Case, typed = ''): boolean {
  return typed.trim().toLowerCase() === target.organization?.name.toLowerCase()
}

/** Whether the case offers a repair that this version does not know; then only a new diagnosis helps. */
export function isForgottenRepair({ phase }: Case, remedies: readonly Remedy[]): boolean {
  return phase.name === 'offered' && remedyOf(remedies, phase.remedy) === null
}

function backOut(thisCase: Case, event: Of<'backedOut'>, remedies: readonly Remedy[]): RepairDecision {
  const { phase } = thisCase
  if (phase.name === 'asking') return endAsk(thisCase, phase, { by: event.by, at: event.at, remedies })
  if (phase.name !== 'offered') return 'stale'
  return leaveRepair(withRefusal(thisCase, { by: event.by, at: event.at, remedy: phase.remedy }), phase, null)
}
