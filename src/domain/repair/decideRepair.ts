import { withAuditLine } from '../case/auditTrail.js'
import { deciderOf, isSender, mayConsent, mayReadMails } from '../case/authorization.js'
import { ALL_MAILS } from '../case/cardClick.js'
import type { Actor, Case, Phase } from '../case/case.js'
import type { RepairEvent } from '../case/caseEvents.js'
import { promise } from '../case/pendingWork.js'
import type { Applying, Asking, Offered, Planning } from '../case/phase.js'
import { type Message, problemsOf } from '../diagnosis/diagnosis.js'
import type { MessageKey } from '../messageKey.js'
import { auditRecordOf } from './auditRecord.js'
import { cureIn, type Definitions, isCuredBy, isHoldable, type Remedy, remedyFor, remedyOf } from './remedy.js'
import type { RemedyId } from './repair.js'

/** `notAllowed`: it is for the sender alone. */
export type RepairDecision = Case | 'stale' | 'notAllowed'
type Of<T extends RepairEvent['type']> = Extract<RepairEvent, { type: T }>

/** What a person's wish to repair something makes of a case that they may act on. */
export function decideRepair(c: Case, e: RepairEvent, { remedies }: Definitions): RepairDecision {
  switch (e.type) {
    case 'repairAsked':
      return ask(c, e, remedies)
    case 'holdAsked':
      return hold(c, e, remedies)
    case 'consented':
      return consent(c, e, remedies)
    case 'backedOut':
      return backOut(c, e.by)
  }
}

function ask(c: Case, e: Of<'repairAsked'>, remedies: readonly Remedy[]): RepairDecision {
  const { by, own, at } = e
  const { phase } = c
  const remedy = remedyOf(remedies, e.remedy)
  if (!c.parties || !remedy) return 'stale'
  if (remedy.purpose === 'undo') return undo(c, e, { remedy, remedies })
  if (phase.name !== 'diagnosed' && phase.name !== 'asking') return 'stale'
  if (!problemsOf(phase.diagnosis).some(problem => isCuredBy(problem, remedy))) return 'stale'
  // Who asks among others is asked in a chat of their own: what is shown before a consent is for them alone.
  if (remedy.decides === 'sender' && !mayReadMails(c, by, own)) return askSender(c, e)
  const { diagnosis } = phase
  return startPlanning(c, { diagnosis, at, remedy: remedy.id, by, own })
}

interface Undoing {
  readonly remedy: Remedy
  readonly remedies: readonly Remedy[]
}

function undo(c: Case, { by, own, at }: Of<'repairAsked'>, { remedy: { id }, remedies }: Undoing): RepairDecision {
  const { phase, applied } = c
  if (!applied || applied.undone) return 'stale'
  if (!mayConsent(c, deciderOf(c, id, remedies), by)) return 'notAllowed'
  const wanted = { at, remedy: id, by, own } as const
  if (phase.name === 'watching' || phase.name === 'resolved') {
    return startPlanning(c, { ...wanted, diagnosis: phase.diagnosis, origin: phase })
  }
  return phase.name === 'diagnosed' ? startPlanning(c, { ...wanted, diagnosis: phase.diagnosis }) : 'stale'
}

/** Makes out the exact writes, anew. */
export function startPlanning(c: Case, wanted: Omit<Planning, 'name' | 'run'>): Case {
  return promise({ ...c, phase: { name: 'planning', run: c.phase.run + 1, ...wanted } }, 'plan')
}

function askSender(c: Case, { by, at, remedy }: Of<'repairAsked'>): RepairDecision {
  if (c.phase.name !== 'diagnosed') return 'stale'
  const { diagnosis, run } = c.phase
  const asking = { name: 'asking', run: run + 1, diagnosis, at, by, consentTo: remedy } as const
  if (!c.parties?.senderObjectId) return { ...c, phase: { ...asking, reached: 'none' } }
  return promise({ ...c, phase: { ...asking, reached: 'notYet' } }, 'ask')
}

/** The repair that the sender is asked for. */
export function remedyAskedFor({ consentTo, diagnosis }: Asking, remedies: readonly Remedy[]): Remedy | null {
  if (consentTo !== undefined) return remedyOf(remedies, consentTo)
  const theirs = remedies.filter(({ decides }) => decides === 'sender')
  return cureIn(diagnosis, theirs)?.remedy ?? null
}

function hold(c: Case, { by, chosen, own, at }: Of<'holdAsked'>, remedies: readonly Remedy[]): RepairDecision {
  const { phase } = c
  if (phase.name !== 'offered') return 'stale'
  const before = remedyOf(remedies, phase.remedy)
  const holding = remedyFor(remedies, 'hold')
  if (!before || !holding || !isHoldable(before)) return 'stale'
  if (!mayReadMails(c, by, own)) return 'notAllowed'
  const all = chosen.includes(ALL_MAILS)
  const held = phase.mails.map(({ id }) => id).filter(id => all || chosen.includes(id))
  if (held.length === 0) return { ...c, phase: { ...phase, note: { key: 'notes.chooseMails' } } }
  const { diagnosis } = phase
  return startPlanning(c, { diagnosis, at, remedy: holding.id, chosen: held, before: before.id, by, own })
}

/** The repair that e-mails were held back from; null: none is known. */
function repairAfterHolding({ before, diagnosis }: Planning | Applying, remedies: readonly Remedy[]): RemedyId | null {
  return before ?? cureIn(diagnosis, remedies.filter(isHoldable))?.remedy.id ?? null
}

/** After e-mails were held back, on with that repair. */
export function continueAfterHolding(
  c: Case,
  phase: Planning | Applying,
  { remedies, note }: { readonly remedies: readonly Remedy[]; readonly note: Message },
): Case {
  const { diagnosis, at, by, own } = phase
  const remedy = repairAfterHolding(phase, remedies)
  return remedy
    ? startPlanning(c, { diagnosis, at, by, own, remedy, note })
    : leaveRepair(c, phase, 'notes.repairUnknown')
}

function consent(c: Case, e: Of<'consented'>, remedies: readonly Remedy[]): RepairDecision {
  const { phase } = c
  if (phase.name !== 'offered') return 'stale'
  const remedy = remedyOf(remedies, phase.remedy)
  if (!remedy) return leaveRepair(c, phase, 'notes.repairUnknown')
  const agreed = phase.plans.find(({ hash }) => hash === e.plan)
  if (!agreed) return 'stale'
  if (!mayConsent(c, deciderOf(c, remedy.id, remedies), e.by)) return 'notAllowed'
  if (releasesOld(phase, remedy) && !e.knowsOld) return { ...c, phase: { ...phase, note: { key: 'notes.knowsOld' } } }
  const record = auditRecordOf(c, { kind: 'consent', token: null, plan: agreed })
  const noting = withAuditLine(c, { at: e.at, by: e.by, what: `agreed to ${agreed.way}`, record })
  const { plans: _plans, mails: _mails, backlog: _backlog, note: _note, ...wanted } = phase
  const signer = { actor: e.by, channelId: e.channelId }
  return promise({ ...noting, phase: { ...wanted, name: 'applying', plan: agreed, signer } }, 'apply')
}

/** Mails that are older than a day would leave, or nobody knows whether there are any: that has to be agreed to by itself. */
export function releasesOld({ backlog }: Offered, { releasesMail }: Remedy): boolean {
  return releasesMail && (!backlog.ok || (backlog.value !== null && backlog.value.olderThanADay > 0))
}

/** It is offered by a version that knew the repair, and this one does not: there is only the diagnosis to go on with. */
export function isForgottenRepair({ phase }: Case, remedies: readonly Remedy[]): boolean {
  return phase.name === 'offered' && remedyOf(remedies, phase.remedy) === null
}

function backOut(c: Case, by: Actor): RepairDecision {
  const { phase } = c
  if (phase.name === 'asking') {
    return { ...c, pending: [], phase: diagnosedPhase(phase, isSender(c, by) ? 'notes.senderDeclined' : null) }
  }
  if (phase.name !== 'offered') return 'stale'
  return leaveRepair(c, phase, null)
}

type RepairStep = Extract<Phase, { name: 'planning' | 'offered' | 'applying' }>

/** Where the wish came from: the diagnosis, or the end that was to be undone. */
export function leaveRepair(c: Case, phase: RepairStep, note: MessageKey | null, args?: Message['args']): Case {
  const { origin, run } = phase
  const again = origin ? { ...origin, run } : diagnosedPhase(phase, note, args)
  const back: Case = { ...c, pending: [], phase: again }
  return origin?.name === 'watching' ? promise(back, 'watch') : back
}

function diagnosedPhase(
  { run, diagnosis, at }: Pick<Planning, 'run' | 'diagnosis' | 'at'>,
  key: MessageKey | null,
  args?: Message['args'],
): Phase {
  return { name: 'diagnosed', run, diagnosis, at, slowed: false, ...(key && { note: { key, ...(args && { args }) } }) }
}
