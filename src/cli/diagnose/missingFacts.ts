import { type Diagnosis, type Missing, missingFacts } from '../../domain/diagnosis/diagnosis.js'
import type { Result } from './runOne.js'

export interface Reason extends Omit<Missing, 'fact'> {
  readonly facts: readonly Missing['fact'][]
}

/** Why something could not be seen, each reason once. A fact that only waits for a missing one has no reason of its own. */
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

/** One reason for all there is: neither who sends nor where could be read. */
export function isAll({ facts }: Reason): boolean {
  return facts.includes('senders') && facts.includes('organization')
}

/** Of a diagnosis of which one reason tells everything. */
export function nothingSeen(diagnosis: Diagnosis): boolean {
  const [first, ...more] = reasonsOf(diagnosis)
  return first !== undefined && more.length === 0 && isAll(first)
}

/** The sign-in says what is wrong in its own words. */
export function isSignIn({ why, privilege, detail }: Reason): boolean {
  return why === 'forbidden' && privilege === undefined && detail.startsWith('The sign-in ')
}

/** Somebody answered, and let this program in for nothing at all: asking again does not help. */
export function isRefused({ gathered }: Result): boolean {
  const { senders } = gathered.facts
  return senders !== undefined && !senders.ok && senders.why === 'forbidden' && senders.privilege === undefined
}

/** What to do about the refusals that people meet. https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const REFUSALS: Readonly<Record<string, string>> = {
  AADSTS7000215:
    'DATAVERSE_CLIENT_SECRET (else MicrosoftAppPassword) is no secret of this application. Copy the value of one, not its id: Entra, App registrations, Certificates & secrets.',
  AADSTS7000222:
    'the secret has expired. Create a new one in Entra, App registrations, Certificates & secrets, and put its value into DATAVERSE_CLIENT_SECRET (else MicrosoftAppPassword).',
  AADSTS700016:
    'DATAVERSE_CLIENT_ID (else MicrosoftAppId) names no application of the tenant DATAVERSE_TENANT_ID. Copy both ids from the overview of the app registration in Entra.',
  AADSTS90002:
    'there is no tenant DATAVERSE_TENANT_ID (else MicrosoftAppTenantId). Copy "Directory (tenant) ID" from Entra, Overview.',
  AADSTS500011:
    'the tenant knows no organization with this URL. Check the url in ORGANIZATIONS, and that DATAVERSE_TENANT_ID is its tenant.',
}

/** What to do where the sign-in was refused; null: nobody knows more than that it was. */
export function adviceOn(missing: readonly Missing[]): string | null {
  const codes = missing.flatMap(({ detail }) => /AADSTS\d+/.exec(detail)?.[0] ?? [])
  const advice = codes.flatMap(code => REFUSALS[code] ?? [])[0]
  return advice === undefined ? null : `Check the credentials: ${advice}`
}
