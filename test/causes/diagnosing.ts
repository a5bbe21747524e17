import assert from 'node:assert/strict'
import { checks } from '../../src/checks/index.js'
import { type Diagnosis, diagnose, problemsOf } from '../../src/domain/diagnosis/diagnosis.js'
import { createTokens, type Tokens } from '../../src/entra/tokens.js'
import { organizationsOf } from '../dataverse/edge.js'
import type { Simulator } from '../simulator/index.js'

/** Signing in once is enough. */
const signedIn = new WeakMap<Simulator, Tokens>()

function tokensOf(simulator: Simulator): Tokens {
  const tokens = signedIn.get(simulator) ?? createTokens(simulator)
  signedIn.set(simulator, tokens)
  return tokens
}

interface Named {
  /** The router account that the configuration names. */
  readonly router?: string | undefined
  /** The acting account that a person names. */
  readonly account?: string | undefined
}

/** Diagnoses a sender in the simulator's first organization over HTTP. */
export async function diagnoseIn(simulator: Simulator, sender: string, named: Named = {}): Promise<Diagnosis> {
  const organizations = organizationsOf(simulator, { tokens: tokensOf(simulator) })
  const [organization] = organizations.list()
  assert.ok(organization)
  const { name, url } = organization
  const { router, account = null } = named
  const { facts } = await organizations.gather({
    target: {
      organization: { name, url, ...(router && { routerAccount: router }) },
      sender,
      actingAccount: account,
    },
    since: new Date().toISOString(),
    progress: () => {},
    signal: new AbortController().signal,
  })
  return diagnose(facts, checks)
}

/** The verdict, and whether old mail is left without an explanation. */
export function verdictOf({ verdict, unexplained }: Diagnosis): Diagnosis['verdict'] | 'unexplained' {
  return unexplained ? 'unexplained' : verdict
}

export function causesOf(diagnosis: Diagnosis): string[] {
  return problemsOf(diagnosis).map(({ checkId }) => checkId)
}
