import { type Diagnosis, type Missing, missingFacts } from '../../domain/diagnosis/diagnosis.js'
import { adviceFor } from '../../entra/signInAdvice.js'
import type { Result } from './runOne.js'

export interface Reason extends Omit<Missing, 'fact'> {
  readonly facts: readonly Missing['fact'][]
}

/** Why facts are missing, each reason once. A fact that is missing only because it needs another one adds no reason. */
export function reasonsOf(diagnosis: Diagnosis): readonly Reason[] {
  const missing = missingFacts(diagnosis)
  const awaited = new Set(missing.map(({ fact }) => `needs ${fact}`))
  const reasons = new Map<string, Reason>()
  for (const { fact, ...reason } of missing) {
    if (reason.why === 'notGathered' && awaited.has(reason.detail)) continue
    const key = JSON.stringify(reason)
    reasons.set(key, { ...reason, facts: [...(reasons.get(key)?.facts ?? []), fact] })
  }
  return [...reasons.values()]
}

/** The reason covers everything: neither the sender nor the organization could be read. */
export function isAll({ facts }: Reason): boolean {
  return facts.includes('senders') && facts.includes('organization')
}

/** Nothing at all could be seen, for a single reason. */
export function nothingSeen(diagnosis: Diagnosis): boolean {
  const [first, ...more] = reasonsOf(diagnosis)
  return first !== undefined && more.length === 0 && isAll(first)
}

/** The detail is a sentence from the sign-in, which needs no further reason. */
export function isSignIn({ why, privilege, detail }: Reason): boolean {
  return why === 'forbidden' && privilege === undefined && detail.startsWith('The sign-in ')
}

/** The server answered, but gave this program no access at all: asking again does not help. */
export function isRefused({ gathered }: Result): boolean {
  const { senders } = gathered.facts
  return senders !== undefined && !senders.ok && senders.why === 'forbidden' && senders.privilege === undefined
}

/** What to do about a refused sign-in; null: nothing more is known about it. */
export function adviceOn(missing: readonly Missing[]): string | null {
  return missing.map(({ detail }) => adviceFor(detail)).find(advice => advice !== null) ?? null
}
