import { noted } from '../case/auditTrail.js'
import { isSender, mayConsent, mayReadMails } from '../case/authorization.js'
import { ALL_MAILS } from '../case/cardClick.js'
import type { Actor, Case, Phase } from '../case/case.js'
import type { RepairEvent } from '../case/caseEvents.js'
import { promise } from '../case/pendingWork.js'
import type { Offered, Planning } from '../case/phase.js'
import { type Message, problemsOf } from '../diagnosis/diagnosis.js'
import type { MessageKey } from '../messageKey.js'
import { recordOf } from './auditRecord.js'

/** `notAllowed`: it is for the sender alone. */
export type Answered = Case | 'stale' | 'notAllowed'
type Of<T extends RepairEvent['type']> = Extract<RepairEvent, { type: T }>

/** What a person's wish to repair something makes of a case that they may act on. */
export function decideRepair(c: Case, e: RepairEvent): Answered {
  switch (e.type) {
    case 'repairAsked':
      return ask(c, e)
    case 'holdAsked':
      return hold(c, e)
    case 'consented':
      return consent(c, e)
    case 'backedOut':
      return backOut(c, e.by)
  }
}

function ask(c: Case, { remedy, by, own, at }: Of<'repairAsked'>): Answered {
  const { phase } = c
  if (!c.parties) return 'stale'
  if (remedy === 'undo') return undo(c, { by, own, at })
  if (phase.name !== 'diagnosed' && phase.name !== 'asking') return 'stale'
  if (!problemsOf(phase.diagnosis).some(({ checkId }) => checkId === remedy)) return 'stale'
  // Who asks among others is asked in a chat of their own: what is shown before a consent is for them alone.
  if (remedy === 'senderConsent' && !mayReadMails(c, by, own)) return askSender(c, by, at)
  const { diagnosis } = phase
  return plan(c, { diagnosis, at, remedy, by, own })
}

function undo(c: Case, { by, own, at }: { by: Actor; own: boolean; at: string }): Answered {
  const { phase, applied } = c
  if (!applied || applied.undone) return 'stale'
  if (!mayConsent(c, 'undo', by)) return 'notAllowed'
  const wanted = { at, remedy: 'undo', by, own } as const
  if (phase.name === 'watching' || phase.name === 'resolved') {
    return plan(c, { ...wanted, diagnosis: phase.diagnosis, origin: phase })
  }
  return phase.name === 'diagnosed' ? plan(c, { ...wanted, diagnosis: phase.diagnosis }) : 'stale'
}

/** Makes out the exact writes, anew. */
export function plan(c: Case, wanted: Omit<Planning, 'name' | 'run'>): Case {
  return promise({ ...c, phase: { name: 'planning', run: c.phase.run + 1, ...wanted } }, 'plan')
}

function askSender(c: Case, by: Actor, at: string): Answered {
  if (c.phase.name !== 'diagnosed') return 'stale'
  const { diagnosis, run } = c.phase
  const asking = { name: 'asking', run: run + 1, diagnosis, at, by } as const
  if (!c.parties?.senderObjectId) return { ...c, phase: { ...asking, reached: 'none' } }
  return promise({ ...c, phase: { ...asking, reached: 'notYet' } }, 'ask')
}

function hold(c: Case, { by, chosen, own, at }: Of<'holdAsked'>): Answered {
  const { phase } = c
  if (phase.name !== 'offered' || phase.remedy !== 'senderConsent') return 'stale'
  if (!mayReadMails(c, by, own)) return 'notAllowed'
  const all = chosen.includes(ALL_MAILS)
  const held = phase.mails.map(({ id }) => id).filter(id => all || chosen.includes(id))
  if (held.length === 0) return { ...c, phase: { ...phase, note: { key: 'notes.chooseMails' } } }
  return plan(c, { diagnosis: phase.diagnosis, at, remedy: 'holdMails', chosen: held, by, own })
}

function consent(c: Case, e: Of<'consented'>): Answered {
  const { phase } = c
  if (phase.name !== 'offered') return 'stale'
  const agreed = phase.plans.find(({ hash }) => hash === e.plan)
  if (!agreed) return 'stale'
  if (!mayConsent(c, phase.remedy, e.by)) return 'notAllowed'
  if (releasesOld(phase) && !e.knowsOld) return { ...c, phase: { ...phase, note: { key: 'notes.knowsOld' } } }
  const record = recordOf(c, { kind: 'consent', token: null, plan: agreed })
  const noting = noted(c, { at: e.at, by: e.by, what: `agreed to ${agreed.way}`, record })
  const { plans: _plans, mails: _mails, backlog: _backlog, note: _note, ...wanted } = phase
  const signer = { actor: e.by, channelId: e.channelId }
  return promise({ ...noting, phase: { ...wanted, name: 'applying', plan: agreed, signer } }, 'apply')
}

/** Mails that are older than a day would leave, or nobody knows whether there are any: that has to be agreed to by itself. */
export function releasesOld({ remedy, backlog }: Offered): boolean {
  if (remedy === 'holdMails' || remedy === 'undo') return false
  return !backlog.ok || (backlog.value !== null && backlog.value.olderThanADay > 0)
}

function backOut(c: Case, by: Actor): Answered {
  const { phase } = c
  if (phase.name === 'asking') {
    return { ...c, pending: [], phase: diagnosedAgain(phase, isSender(c, by) ? 'notes.senderDeclined' : null) }
  }
  if (phase.name !== 'offered') return 'stale'
  return backTo(c, phase, null)
}

type Wanting = Extract<Phase, { name: 'planning' | 'offered' | 'applying' }>

/** Where the wish came from: the diagnosis, or the end that was to be undone. */
export function backTo(c: Case, phase: Wanting, note: MessageKey | null, args?: Message['args']): Case {
  const { origin, run } = phase
  const again = origin ? { ...origin, run } : diagnosedAgain(phase, note, args)
  const back: Case = { ...c, pending: [], phase: again }
  return origin?.name === 'watching' ? promise(back, 'watch') : back
}

function diagnosedAgain(
  { run, diagnosis, at }: Pick<Planning, 'run' | 'diagnosis' | 'at'>,
  key: MessageKey | null,
  args?: Message['args'],
): Phase {
  return { name: 'diagnosed', run, diagnosis, at, slowed: false, ...(key && { note: { key, ...(args && { args }) } }) }
}
