import type { Symptom } from '../case/case.js'
import type { ActingSummary, Diagnosis } from './diagnosis.js'

/** Instead of an account's id: none of those that were offered. */
export const ANOTHER_ACCOUNT = 'another'

interface Choosing {
  readonly symptom: Symptom | undefined
  /** Whether those may be named, too, that did not certainly act for this sender: their mail may be somebody else's. */
  readonly all: boolean
}

/**
 * The accounts of which somebody saw one refused, where the facts do not tell which: several acted for this sender, or only
 * some that may have acted for others. Empty: there is nothing to ask. The router's account sends everything, so it is never
 * the one that is meant.
 */
export function accountsToChoose({ acting }: Pick<Diagnosis, 'acting'>, { symptom, all }: Choosing) {
  if (symptom !== 'draft' && symptom !== 'cannotSendAs') return []
  const others = onePerPair(acting.filter(({ as }) => as !== 'router'))
  const certain = others.filter(one => one.certain)
  if (certain.length === 1) return []
  return all ? others : certain
}

/** Accounts that acted only together are one choice: that of the program that works as somebody. It names that person, too. */
function onePerPair(acting: readonly ActingSummary[]): readonly ActingSummary[] {
  const kept: ActingSummary[] = []
  for (const one of acting) {
    const place = kept.findIndex(before => isPair(before, one))
    const before = kept[place]
    if (!before) kept.push(one)
    else if (isProgram(one) && !isProgram(before)) kept[place] = one
  }
  return kept
}

function isProgram({ as }: ActingSummary): boolean {
  return as === 'integration' || as === 'flow'
}

function isPair({ account, onlyWith: partners = [] }: ActingSummary, { onlyWith = [] }: ActingSummary): boolean {
  return partners.length > 0 && onlyWith.some(({ id }) => id === account.id)
}

/** The account that an answer means: one that was offered, by its id, or by what a person would type. null: none, or several. */
export function accountMeant(offered: readonly ActingSummary[], typed: string): ActingSummary | null {
  const wanted = typed.trim().toLowerCase()
  const byId = offered.find(({ account }) => account.id.toLowerCase() === wanted)
  if (byId) return byId
  const meant = offered.filter(one => namesOf(one).some(name => name.toLowerCase() === wanted))
  return meant.length === 1 && meant[0] ? meant[0] : null
}

function namesOf({ account, evidence, onlyWith = [] }: ActingSummary): readonly string[] {
  const ran = evidence.filter(({ label }) => label === 'workflow' || label === 'job' || label === 'flowFailed')
  const accounts = [account, ...onlyWith].flatMap(({ name, address }) => [name, ...(address === null ? [] : [address])])
  return [...accounts, ...ran.map(({ value }) => value)]
}
