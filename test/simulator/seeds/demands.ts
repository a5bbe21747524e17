import { randomUUID } from 'node:crypto'
import { SignInError } from '../entra/devices.js'

/**
 * What Entra demands of a person before it gives the application a token on their behalf: consent for the application,
 * another proof of who they are, or a new sign-in; or a consent that they have declined.
 */
export type Demand = 'consent' | 'proof' | 'expired' | 'declined'

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const REFUSALS: Readonly<Record<Demand, { error?: string; text: string; suberror?: string }>> = {
  consent: {
    text: 'AADSTS65001: The user or administrator has not consented to use the application.',
    suberror: 'consent_required',
  },
  proof: {
    error: 'interaction_required',
    text: 'AADSTS50076: Due to a configuration change, you must use multi-factor authentication to access the resource.',
    suberror: 'basic_action',
  },
  expired: { text: 'AADSTS500133: Assertion is not within its valid time range.' },
  declined: { text: 'AADSTS65004: User declined to consent to access the app.' },
}

export function refusalFor(demand: Demand): SignInError {
  const { error = 'invalid_grant', text, suberror } = REFUSALS[demand]
  // The claims that the next sign-in has to request.
  const claims = { access_token: { polids: { essential: true, values: [randomUUID()] } } }
  return new SignInError(400, error, text, {
    ...(suberror && { suberror }),
    ...(demand === 'proof' && { claims: JSON.stringify(claims) }),
  })
}

export class Demands {
  readonly #demands = new Map<string, Demand>()

  /** null: the person has met the demand. */
  set(oid: string, demand: Demand | null): void {
    if (demand) this.#demands.set(oid, demand)
    else this.#demands.delete(oid)
  }

  of(oid: string): Demand | null {
    return this.#demands.get(oid) ?? null
  }

  /** Throws Entra's error while there is a demand on the person; null: the application itself. */
  check(oid: string | null): void {
    const demand = oid === null ? null : this.of(oid)
    if (demand) throw refusalFor(demand)
  }
}
