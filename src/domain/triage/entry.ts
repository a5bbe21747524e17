import { type Case, isOpen, type Surface } from '../case/case.js'
import type { Event } from '../case/caseEvents.js'
import { moveCard } from '../case/drawing.js'
import { withAuditLine } from '../repair/auditTrail.js'
import { withNotice } from './notices.js'
import { agentOf, type TriageEntry } from './triage.js'
import type { Entered } from './triageEvents.js'

/** Identifies what the card in the channel shows. A click that carries another step is late. */
export function triageStepOf({ triage }: Case): string {
  return `triage.${triage?.run ?? 0}`
}

/** Brings a case to the helpdesk. Its number and its card follow, as promised work. */
export function enter(thisCase: Case, entry: TriageEntry, at: string): Case {
  const assignee = entry === 'agent' ? agentOf(thisCase.owner) : null
  const triage = {
    number: null,
    since: at,
    entry,
    run: 1,
    assignee,
    turn: 'helpdesk',
    due: 'helpdesk',
    turnSince: at,
    notes: [],
    changedAt: at,
  } as const
  return { ...thisCase, triage }
}

const MOST_UNDETERMINED = 2

/** A case that nobody brought to the helpdesk may come there by itself; its owner is told. */
export function enterByItself(before: Case, after: Case, event: Event): Case {
  const counted = countUndetermined(after, event)
  if (counted.triage || !isOpen(counted)) return counted
  if (isFoundByAgent(before, counted)) return enter(counted, 'agent', event.at)
  if ((counted.undetermined ?? 0) < MOST_UNDETERMINED) return counted
  return enterAndTell(counted, 'undetermined', event.at)
}

export function enterAndTell(thisCase: Case, entry: 'undetermined' | 'unanswered', at: string): Case {
  const audited = withAuditLine(thisCase, { at, by: 'bot', what: `passed to the helpdesk: ${entry}` })
  return withNotice(enter(audited, entry, at), { to: 'user', message: { key: `triage.told.${entry}` } })
}

/** Diagnoses in a row that found nothing out. */
function countUndetermined(thisCase: Case, { type }: Event): Case {
  const { phase, undetermined = 0 } = thisCase
  if (type !== 'gathered' && type !== 'failed') return thisCase
  if (phase.name !== 'diagnosed') return thisCase
  const count = phase.diagnosis.verdict === 'undetermined' ? undetermined + 1 : 0
  if (count === undetermined) return thisCase
  return { ...thisCase, undetermined: count }
}

/** An agent's check has a first result that somebody has to look after. */
function isFoundByAgent(before: Case, { owner, phase }: Case): boolean {
  const isResult = phase.name === 'diagnosed' && before.phase.name === 'diagnosing'
  return owner.helpdesk && isResult && phase.diagnosis.verdict !== 'healthy'
}

/** The case has its number, and a place in the channel, where its card is drawn like any other. */
export function withNumber(thisCase: Case, { number, surface }: Entered): Case {
  const { triage } = thisCase
  if (!triage || triage.number !== null) return thisCase
  const numbered: Case = { ...thisCase, triage: { ...triage, number } }
  return surface ? withChannel(numbered, surface) : numbered
}

function withChannel(thisCase: Case, surface: Surface): Case {
  return moveCard(thisCase, { ...surface, audience: 'helpdesk' })
}
