import { randomUUID } from 'node:crypto'
import { SignInError } from '../entra/devices.js'

/**
 * What Entra asks of a person before it gives the application a token on their behalf: that they allow the
 * application, that they prove anew who they are, that they sign in again, or what they have refused.
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
  // What the next sign-in has to ask for.
  const claims = { access_token: { polids: { essential: true, values: [randomUUID()] } } }
  return new SignInError(400, error, text, {
    ...(suberror && { suberror }),
    ...(demand === 'proof' && { claims: JSON.stringify(claims) }),
  })
}

export class Demands {
  readonly #demands = new Map<string, Demand>()

  /** null: the person has done what was asked. */
  set(oid: string, demand: Demand | null): void {
    if (demand) this.#demands.set(oid, demand)
    else this.#demands.delete(oid)
  }

  of(oid: string): Demand | null {
    return this.#demands.get(oid) ?? null
  }

  /** Throws what Entra answers while something is asked of the person; null: the application itself. */
  check(oid: string | null): void {
    const demand = oid === null ? null : this.of(oid)
    if (demand) throw refusalFor(demand)
  }
}
