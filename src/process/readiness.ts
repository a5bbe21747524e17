import { unlessAborted } from '../app/ports/unlessAborted.js'
import type { CaseStore, Log } from '../app/ports.js'
import type { Reachability } from '../dataverse/reachability.js'

/** What /readyz answers: a sentence for each part. Everybody can see it, so the sentences are fixed, and name no host. */
export type Readiness = { readonly ok: boolean } & Readonly<Record<Part, string>>

export interface ReadinessOptions {
  /** Stands for all tables, which share its account and its role. */
  readonly store: Pick<CaseStore, 'load'>
  readonly reachability: Reachability
  readonly log: Log
  /** When a part has taken too long. Default: after two and a half seconds. */
  readonly deadline?: () => AbortSignal
}

const WORKS = {
  store: 'The case store answers.',
  token: 'The bot gets a token for Dynamics 365.',
  organization: 'An organization answers the bot.',
} as const

const FAILS: Readonly<Record<Part, string>> = {
  store:
    'The case store does not answer. Look at the storage account, its firewall, and the role Storage Table Data Contributor of the managed identity.',
  token:
    'The bot gets no token for Dynamics 365. Look at the credential of its app registration, and at whether login.microsoftonline.com can be reached.',
  organization:
    'No organization answers the bot. Look at the addresses in ORGANIZATIONS, and at whether the application user is enabled there.',
}
const UNASKED = 'Without a token, no organization can be asked.'

type Part = keyof typeof WORKS

/** An id that no case has. */
const HEALTH_ID = 'no-case-has-this-id'
/** Less than the whole check may take, so that the answer can name the part. */
const PATIENCE_MS = 2_500

/** Checks whatever the bot needs from outside. Never rejects. */
export function createReadiness(options: ReadinessOptions): () => Promise<Readiness> {
  const { store, reachability, deadline = () => AbortSignal.timeout(PATIENCE_MS) } = options
  const looks: Readonly<Record<Part, (signal: AbortSignal) => Promise<unknown>>> = {
    store: () => store.load(HEALTH_ID),
    token: () => reachability.token(),
    organization: signal => reachability.organization(signal),
  }
  return async () => {
    const signal = deadline()
    const look = (part: Part) => faultOf(unlessAborted(looks[part](signal), signal))
    const [ofStore, ofToken, ofOrganization] = await Promise.all([look('store'), look('token'), look('organization')])
    const faults = { store: ofStore, token: ofToken, organization: ofToken ?? ofOrganization }
    const sentence = (part: Part) => (faults[part] === null ? WORKS[part] : FAILS[part])
    const told = ofToken ? (['store', 'token'] as const) : (Object.keys(WORKS) as Part[])
    for (const part of told) {
      if (faults[part] !== null) options.log.warn({ part, err: faults[part] }, 'A part of the bot is not ready')
    }
    return {
      ok: Object.values(faults).every(fault => fault === null),
      store: sentence('store'),
      token: sentence('token'),
      organization: ofToken ? UNASKED : sentence('organization'),
    }
  }
}

/** null: it works. */
async function faultOf(look: Promise<unknown>): Promise<unknown> {
  try {
    await look
    return null
  } catch (error) {
    return error ?? new Error('It failed without a reason')
  }
}
